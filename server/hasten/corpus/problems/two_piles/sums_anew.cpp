#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
#define rep(i, a, b) for (int i = (a); i < (b); i++)

int main() {
  int n;
  cin >> n;
  vector<ll> a(n);
  rep(i, 0, n) cin >> a[i];
  ll ans = LLONG_MAX;
  rep(i, 1, n) {
    ll x = 0, y = 0;
    rep(j, 0, i) x += a[j];
    rep(j, i, n) y += a[j];
    ans = min(ans, abs(x - y));
  }
  cout << ans << endl;
}
