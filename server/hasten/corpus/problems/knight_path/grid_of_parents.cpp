#include <bits/stdc++.h>
using namespace std;
using P = pair<int, int>;

int main() {
    int n, sr, sc, gr, gc;
    cin >> n >> sr >> sc >> gr >> gc;
    vector<vector<int>> dist(n + 1, vector<int>(n + 1, -1));
    vector<vector<P>> par(n + 1, vector<P>(n + 1));
    queue<P> que;
    dist[sr][sc] = 0;
    que.emplace(sr, sc);
    while (!que.empty()) {
        auto [r, c] = que.front();
        que.pop();
        for (int i = -2; i <= 2; i++)
            for (int j = -2; j <= 2; j++) {
                if (abs(i * j) != 2) continue;
                int nr = r + i, nc = c + j;
                if (nr <= 0 || nc <= 0 || nr > n || nc > n || dist[nr][nc] >= 0) continue;
                dist[nr][nc] = dist[r][c] + 1;
                par[nr][nc] = {r, c};
                que.emplace(nr, nc);
            }
    }
    cout << dist[gr][gc] << '\n';
    if (dist[gr][gc] < 0) return 0;
    vector<P> way{{gr, gc}};
    while (way.back() != P(sr, sc)) way.push_back(par[way.back().first][way.back().second]);
    reverse(way.begin(), way.end());
    for (auto &[r, c] : way) cout << r << ' ' << c << '\n';
}
