#include <bits/stdc++.h>
using namespace std;
#define rep(i, n) for (int i = 0; i < (int)(n); ++i)

int main() {
    int H, W;
    cin >> H >> W;
    vector<string> S(H);
    rep(i, H) cin >> S[i];
    int dx[] = {0, 1, 0, -1};
    int dy[] = {1, 0, -1, 0};
    int ans = 0;
    rep(i, H) rep(j, W) {
        if (S[i][j] == '#') continue;
        int cnt = 1;
        rep(d, 4) {
            int x = i + dx[d];
            int y = j + dy[d];
            while (x >= 0 && x < H && y >= 0 && y < W && S[x][y] == '.') {
                cnt++;
                x += dx[d];
                y += dy[d];
            }
        }
        ans = max(ans, cnt);
    }
    cout << ans << endl;
    return 0;
}
