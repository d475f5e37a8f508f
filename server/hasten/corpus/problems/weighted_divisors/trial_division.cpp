#include <iostream>
using namespace std;
typedef long long ll;

ll f(ll x) {
    ll res = 0;
    for (ll i = 1; i * i <= x; i++) {
        if (x % i == 0) {
            res++;
            if (i != x / i) res++;
        }
    }
    return res;
}

int main() {
    ll n;
    cin >> n;
    ll ans = 0;
    for (ll k = 1; k <= n; k++) {
        ans += k * f(k);
    }
    cout << ans << endl;
}
