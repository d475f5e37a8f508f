#include <bits/stdc++.h>
using namespace std;
typedef long long ll;

ll sq(ll x) { return x * x; }

int main() {
    int n;
    scanf("%d", &n);
    vector<pair<ll, ll>> p(n);
    for (auto &[x, y] : p) scanf("%lld %lld", &x, &y);
    ll best = LLONG_MAX;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < i; j++)
            best = min(best, sq(p[i].first - p[j].first) + sq(p[i].second - p[j].second));
    printf("%.4f\n", sqrt(best));
}
