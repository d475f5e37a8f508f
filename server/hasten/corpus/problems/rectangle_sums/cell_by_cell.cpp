#include <bits/stdc++.h>
using namespace std;
#define rep(i, s, n) for (int i = (s); i <= (int)(n); i++)
#define vi vector<int>
#define vvi vector<vi>

int main() {
    int h, w;
    cin >> h >> w;
    vvi x(h + 1, vi(w + 1));
    rep(i, 1, h) rep(j, 1, w) cin >> x[i][j];
    int q;
    cin >> q;
    while (q--) {
        int a, b, c, d;
        cin >> a >> b >> c >> d;
        int sum = 0;
        rep(j, b, d) rep(i, a, c) sum += x[i][j];
        cout << sum << endl;
    }
}
