#include <bits/stdc++.h>
#define rep(i, n) for (int i = 0; i < (n); ++i)
using namespace std;

int dx[8] = {1, 1, 0, -1, -1, -1, 0, 1};
int dy[8] = {0, 1, 1, 1, 0, -1, -1, -1};

int main() {
    int h, w;
    cin >> h >> w;
    vector<string> s(h);
    rep(i, h) cin >> s[i];
    rep(i, h) rep(j, w) {
        if (s[i][j] == '#') continue;
        int c = 0;
        rep(d, 8) {
            int y = i + dy[d], x = j + dx[d];
            if (y < 0 || x < 0 || y >= h || x >= w) continue;
            if (s[y][x] == '#') c++;
        }
        s[i][j] = '0' + c;
    }
    rep(i, h) cout << s[i] << '\n';
}
