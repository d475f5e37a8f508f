#include <iostream>
#include <vector>
#include <algorithm>
using namespace std;

const long long INF = 1000000000000LL;

int main() {
    int n, m;
    cin >> n >> m;
    vector<vector<long long>> dist(n, vector<long long>(n, INF));
    for (int i = 0; i < n; i++) dist[i][i] = 0;
    for (int i = 0; i < m; i++) {
        int a, b;
        long long c;
        cin >> a >> b >> c;
        a--;
        b--;
        dist[a][b] = min(dist[a][b], c);
        dist[b][a] = min(dist[b][a], c);
    }
    for (int k = 0; k < n; k++)
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++) dist[i][j] = min(dist[i][j], dist[i][k] + dist[k][j]);
    for (int i = 0; i < n; i++) {
        if (dist[0][i] >= INF) cout << -1 << " ";
        else cout << dist[0][i] << " ";
    }
    cout << endl;
    return 0;
}
