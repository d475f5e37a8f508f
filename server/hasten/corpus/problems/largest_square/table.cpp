#include <bits/stdc++.h>
using namespace std;

int main() {
    int h, w;
    cin >> h >> w;
    vector<string> s(h);
    for (auto &l : s) cin >> l;
    vector<vector<int>> dp(h, vector<int>(w, 0));
    int mx = 0;
    long long all = 0;
    for (int i = 0; i < h; i++) {
        for (int j = 0; j < w; j++) {
            if (s[i][j] == '#') continue;
            if (i == 0 || j == 0) dp[i][j] = 1;
            else dp[i][j] = min({dp[i - 1][j], dp[i][j - 1], dp[i - 1][j - 1]}) + 1;
            mx = max(mx, dp[i][j]);
            all += dp[i][j];
        }
    }
    cout << mx << ' ' << all << endl;
}
