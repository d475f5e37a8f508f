#include <bits/stdc++.h>
using namespace std;

bool leap(int y) { return y % 400 == 0 || (y % 4 == 0 && y % 100 != 0); }

int main() {
    vector<int> len{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int q;
    cin >> q;
    while (q--) {
        int w, a, b, d = 1, cnt = 0;
        cin >> w >> a >> b;
        for (int y = 1900; y <= b; y++) {
            len[1] = leap(y) ? 29 : 28;
            for (int m : len) {
                if (d == w && y >= a) cnt++;
                d = (d + m) % 7;
            }
        }
        cout << cnt << endl;
    }
}
