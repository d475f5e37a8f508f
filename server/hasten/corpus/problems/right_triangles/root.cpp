#include <bits/stdc++.h>
using namespace std;
#define REP(i, a, b) for (int i = a; i <= b; i++)

int main() {
    int p, cnt = 0, mx = 0;
    cin >> p;
    REP(a, 1, p) REP(b, a, p - a) {
        int c = (int)sqrt((double)(a * a + b * b));
        if (c * c != a * a + b * b) continue;
        if (a + b + c > p) continue;
        cnt++;
        mx = max(mx, a * b / 2);
    }
    cout << cnt << ' ' << mx << endl;
}
