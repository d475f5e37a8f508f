#include <bits/stdc++.h>
using namespace std;
#define int long long
int mod = 998244353;

signed main() {
    int d, q;
    cin >> d >> q;
    vector<int> c(d + 1);
    for (auto &x : c) cin >> x;
    reverse(c.begin(), c.end());
    while (q--) {
        int x, p = 1, s = 0;
        cin >> x;
        for (int i = 0; i <= d; i++) {
            s = (s + c[i] * p) % mod;
            p = p * x % mod;
        }
        cout << s << '\n';
    }
}
