#include <bits/stdc++.h>
using namespace std;
#define rep(i, n) for (int i = 0; i < (n); i++)
const int MOD = 1000000007;

int main() {
    int h, w;
    cin >> h >> w;
    vector<vector<long long>> dp(h, vector<long long>(w));
    vector<string> s(h);
    rep(i, h) cin >> s[i];
    dp[0][0] = 1;
    rep(i, h) rep(j, w) {
        if (s[i][j] == '#') {
            dp[i][j] = 0;
            continue;
        }
        if (i > 0) dp[i][j] += dp[i - 1][j];
        if (j > 0) dp[i][j] += dp[i][j - 1];
        dp[i][j] %= MOD;
    }
    cout << dp[h - 1][w - 1] << endl;
}
