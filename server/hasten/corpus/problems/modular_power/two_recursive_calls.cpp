#include <bits/stdc++.h>
using namespace std;
using ll = long long;

ll f(ll b, ll e, ll m) {
    if (e == 0) return 1 % m;
    if (e % 2 == 1) return b % m * f(b, e - 1, m) % m;
    if (e > 512) return f(b, e / 2, m) * f(b, e / 2, m) % m;
    ll h = f(b, e / 2, m);
    return h * h % m;
}

int main() {
    int n;
    cin >> n;
    for (int i = 0; i < n; i++) {
        ll b, e, m;
        cin >> b >> e >> m;
        cout << f(b, e, m) << endl;
    }
}
