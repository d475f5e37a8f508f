#include <bits/stdc++.h>
using namespace std;
typedef long long ll;

int main() {
    int n;
    cin >> n;
    vector<ll> a(n);
    for (auto &x : a) cin >> x;
    ll ans = LLONG_MIN;
    for (int l = 0; l < n; l++) {
        ll cur = 0;
        for (int r = l; r < n; r++) {
            cur += a[r];
            ans = max(ans, cur);
        }
    }
    cout << ans << endl;
    return 0;
}
