#include <bits/stdc++.h>
using namespace std;
using ll = long long;
using P = pair<ll, int>;

int main() {
    int n, m;
    cin >> n >> m;
    vector<vector<P>> g(n);
    for (int i = 0; i < m; i++) {
        int a, b, p;
        cin >> a >> b >> p;
        g[a - 1].push_back({p, b - 1});
    }
    vector<ll> d(n, LLONG_MAX);
    priority_queue<P, vector<P>, greater<P>> pq;
    d[0] = 0;
    pq.push({0, 0});
    while (!pq.empty()) {
        auto [c, v] = pq.top();
        pq.pop();
        if (c > d[v]) continue;
        for (auto [p, u] : g[v]) {
            if (c + p < d[u]) {
                d[u] = c + p;
                pq.push({d[u], u});
            }
        }
    }
    for (ll x : d) {
        if (x == LLONG_MAX) cout << "none\n";
        else cout << x << '\n';
    }
}
