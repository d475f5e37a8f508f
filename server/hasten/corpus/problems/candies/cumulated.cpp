#include <bits/stdc++.h>
using namespace std;
using ll = long long;
const ll mod = 1000000007;

int main() {
    int n, k;
    cin >> n >> k;
    vector<vector<ll>> dp(n + 1, vector<ll>(k + 1));
    dp[0][0] = 1;
    for (int i = 1; i <= n; i++) {
        int a;
        cin >> a;
        vector<ll> s(k + 2);
        for (int j = 0; j <= k; j++) s[j + 1] = (s[j] + dp[i - 1][j]) % mod;
        for (int j = 0; j <= k; j++) {
            dp[i][j] = (s[j + 1] - s[max(0, j - a)] + mod) % mod;
        }
    }
    cout << dp[n][k] << endl;
}
