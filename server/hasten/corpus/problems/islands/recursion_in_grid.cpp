#include <bits/stdc++.h>
#define rep(i, a, b) for (int i = a; i <= b; i++)
using namespace std;

int h, w;
vector<string> s;

int sink(int y, int x) {
    if (y < 0 || y >= h || x < 0 || x >= w || s[y][x] == '.') return 0;
    s[y][x] = '.';
    int size = 1;
    rep(dy, -1, 1) rep(dx, -1, 1) size += sink(y + dy, x + dx);
    return size;
}

int main() {
    cin >> h >> w;
    s.resize(h);
    for (auto &line : s) cin >> line;
    int cnt = 0, best = 0;
    rep(y, 0, h - 1) rep(x, 0, w - 1) {
        int size = sink(y, x);
        if (size) cnt++;
        best = max(best, size);
    }
    cout << cnt << " " << best << endl;
}
