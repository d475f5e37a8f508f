#include <bits/stdc++.h>
using namespace std;
#define int long long

int dp[105][10005];

signed main() {
    int n, w;
    cin >> n >> w;
    for (int i = 1; i <= n; i++) {
        int a, b;
        cin >> a >> b;
        for (int j = 0; j <= w; j++) {
            dp[i][j] = dp[i - 1][j];
            if (j >= a) dp[i][j] = max(dp[i][j], dp[i - 1][j - a] + b);
        }
    }
    cout << dp[n][w] << endl;
}
