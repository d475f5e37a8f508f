#include <iostream>
using namespace std;

int s[301][301];

int main() {
    ios::sync_with_stdio(0);
    cin.tie(0);
    int h, w, q;
    cin >> h >> w;
    for (int i = 1; i <= h; ++i)
        for (int j = 1; j <= w; ++j) {
            cin >> s[i][j];
            s[i][j] += s[i][j - 1];
        }
    cin >> q;
    for (int k = 0; k < q; ++k) {
        int a, b, c, d, ans = 0;
        cin >> a >> b >> c >> d;
        for (int i = a; i <= c; ++i) ans += s[i][d] - s[i][b - 1];
        cout << ans << '\n';
    }
    return 0;
}
