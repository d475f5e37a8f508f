#include <bits/stdc++.h>
#define rep(i, n) for (int i = 0; i < (int)(n); i++)
using namespace std;
const int INF = 1e9;

template <class T> bool chmin(T &a, const T &b) {
    if (b < a) { a = b; return true; }
    return false;
}

int main() {
    int n;
    cin >> n;
    vector<int> h(n), dp(n, INF);
    rep(i, n) cin >> h[i];
    dp[0] = 0;
    rep(i, n) {
        if (i + 1 < n) chmin(dp[i + 1], dp[i] + abs(h[i] - h[i + 1]));
        if (i + 2 < n) chmin(dp[i + 2], dp[i] + abs(h[i] - h[i + 2]));
    }
    cout << dp[n - 1] << endl;
}
