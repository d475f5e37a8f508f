#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
#define rep(i, n) for (int i = 0; i < (int)(n); i++)

int main() {
    int n, p;
    string s;
    cin >> n >> p >> s;
    ll ans = 0;
    if (p == 2 || p == 5) {
        rep(i, n) if ((s[i] - '0') % p == 0) ans += i + 1;
        cout << ans << endl;
        return 0;
    }
    reverse(s.begin(), s.end());
    map<int, ll> cnt;
    cnt[0] = 1;
    int x = 0, ten = 1;
    rep(i, n) {
        x = (x + (s[i] - '0') * ten) % p;
        ans += cnt[x];
        cnt[x]++;
        ten = ten * 10 % p;
    }
    cout << ans << endl;
}
