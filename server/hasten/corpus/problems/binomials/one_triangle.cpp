#include <bits/stdc++.h>
using namespace std;
const int N = 2001, MOD = 1e9 + 7;
int c[N][N];

int main() {
    int q, top = 0;
    cin >> q;
    vector<pair<int, int>> a(q);
    for (auto &p : a) {
        cin >> p.first >> p.second;
        top = max(top, p.first);
    }
    for (int i = 0; i <= top; i++) {
        c[i][0] = c[i][i] = 1;
        for (int j = 1; j < i; j++) c[i][j] = (c[i - 1][j - 1] + c[i - 1][j]) % MOD;
    }
    for (auto p : a) cout << c[p.first][p.second] << "\n";
}
