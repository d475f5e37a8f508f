#include <bits/stdc++.h>
using namespace std;
using ll = long long;

struct UnionFind {
    vector<int> par;
    UnionFind(int n) : par(n, -1) {}
    int root(int x) { return par[x] < 0 ? x : par[x] = root(par[x]); }
    bool unite(int x, int y) {
        x = root(x), y = root(y);
        if (x == y) return false;
        if (par[x] > par[y]) swap(x, y);
        par[x] += par[y];
        par[y] = x;
        return true;
    }
};

int main() {
    int n;
    cin >> n;
    vector<ll> x(n), y(n);
    for (int i = 0; i < n; i++) cin >> x[i] >> y[i];
    vector<tuple<ll, int, int>> edges;
    for (int i = 0; i < n; i++)
        for (int j = i + 1; j < n; j++)
            edges.emplace_back(abs(x[i] - x[j]) + abs(y[i] - y[j]), i, j);
    sort(edges.begin(), edges.end());
    UnionFind uf(n);
    ll ans = 0;
    for (auto [c, a, b] : edges)
        if (uf.unite(a, b)) ans += c;
    cout << ans << endl;
}
