#include <bits/stdc++.h>
using namespace std;
const long long mod = 1e9 + 7;

int main() {
    int n, t;
    cin >> n >> t;
    vector<vector<long long>> dp(n + 1, vector<long long>(t + 1, 0));
    dp[0][0] = 1;
    for (int i = 1; i <= n; i++) {
        int c;
        cin >> c;
        for (int j = 0; j <= t; j++)
            for (int k = 0; k * c <= j; k++) {
                dp[i][j] += dp[i - 1][j - k * c];
                dp[i][j] %= mod;
            }
    }
    cout << dp[n][t] << endl;
}
