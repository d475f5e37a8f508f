#include <bits/stdc++.h>
#define ll long long
#define all(v) v.begin(), v.end()
using namespace std;
const ll mod = 1e9 + 7;

int main() {
    ll n; cin >> n;
    vector<ll> a(n);
    for (auto &x : a) cin >> x;
    vector<ll> sum(n + 1, 0);
    for (ll i = n - 1; i >= 0; i--) sum[i] = (sum[i + 1] + a[i]) % mod;
    ll ans = 0;
    for (ll i = 0; i < n; i++) {
        ans += a[i] * sum[i + 1];
        ans %= mod;
    }
    cout << ans << endl;
}
