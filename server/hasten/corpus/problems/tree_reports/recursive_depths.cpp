#include <bits/stdc++.h>
using namespace std;

vector<vector<int>> g;
vector<int> dep;

void dfs(int v, int d) {
    dep[v] = d;
    for (auto u : g[v]) dfs(u, d + 1);
}

int main() {
    int n;
    cin >> n;
    g.resize(n);
    dep.resize(n);
    vector<int> par(n);
    int root = 0;
    for (int i = 0; i < n; i++) {
        cin >> par[i];
        if (par[i] == -1) root = i;
        else g[par[i]].push_back(i);
    }
    dfs(root, 0);
    for (int i = 0; i < n; i++) {
        const char *type = i == root ? "root" : g[i].empty() ? "leaf" : "internal";
        printf("node %d: parent = %d, depth = %d, children = %d, %s\n", i, par[i], dep[i],
               (int)g[i].size(), type);
    }
}
