#include <bits/stdc++.h>
using namespace std;
#define ll long long
#define rep(i, n) for (int i = 0; i < (int)(n); i++)

int main() {
    ll n, s, ans = 0;
    cin >> n >> s;
    map<ll, ll> cnt;
    rep(i, n) {
        ll x;
        cin >> x;
        ans += cnt[s - x];
        cnt[x]++;
    }
    cout << ans << endl;
    return 0;
}
