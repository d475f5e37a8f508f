#include <bits/stdc++.h>
using namespace std;

int solve(int a, int b, int t) {
    if (a < b) swap(a, b);
    int x = (t + a - 1) / a * a;
    while (x % b != 0) x += a;
    return x;
}

int main() {
    int q, a, b, t;
    cin >> q;
    while (q-- > 0) {
        cin >> a >> b >> t;
        cout << solve(a, b, t) << '\n';
    }
    return 0;
}
