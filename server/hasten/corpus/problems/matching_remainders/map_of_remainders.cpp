#include <bits/stdc++.h>
#define ll long long
using namespace std;

int main() {
    int n, m, x;
    scanf("%d%d", &n, &m);
    map<int, int> mp;
    for (int i = 0; i < n; i++) {
        scanf("%d", &x);
        mp[x % m]++;
    }
    ll ans = 0;
    for (auto p : mp) ans += (ll)p.second * (p.second - 1) / 2;
    printf("%lld\n", ans);
}
