#include <bits/stdc++.h>
using namespace std;
using ll = long long;

int main() {
    int n;
    scanf("%d", &n);
    vector<int> l(n);
    for (int &x : l) scanf("%d", &x);
    sort(l.begin(), l.end());
    ll ans = 0;
    for (int i = 0; i < n; ++i) {
        for (int j = i + 1; j < n; ++j) {
            int k = lower_bound(l.begin(), l.end(), l[i] + l[j]) - l.begin();
            ans += max(k - (j + 1), 0);
        }
    }
    printf("%lld\n", ans);
}
