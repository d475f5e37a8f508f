#include <bits/stdc++.h>
using namespace std;
#define int long long
struct Edge {
    int from, to, cost;
};

signed main() {
    int n, m;
    cin >> n >> m;
    vector<Edge> es;
    for (int i = 0; i < m; i++) {
        int a, b, c;
        cin >> a >> b >> c;
        es.push_back({a, b, c});
        es.push_back({b, a, c});
    }
    vector<int> d(n + 1, LLONG_MAX);
    d[1] = 0;
    bool update = true;
    while (update) {
        update = false;
        for (auto e : es)
            if (d[e.from] != LLONG_MAX && d[e.to] > d[e.from] + e.cost) {
                d[e.to] = d[e.from] + e.cost;
                update = true;
            }
    }
    for (int i = 1; i <= n; i++) cout << (d[i] == LLONG_MAX ? -1 : d[i]) << " ";
    cout << endl;
}
