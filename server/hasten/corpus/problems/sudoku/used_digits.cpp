#include <bits/stdc++.h>
using namespace std;

char g[9][10];
bool R[9][10], C[9][10], B[9][10];

bool dfs(int p) {
    while (p < 81 && g[p / 9][p % 9] != '.') p++;
    if (p == 81) return true;
    int r = p / 9, c = p % 9, b = r / 3 * 3 + c / 3;
    for (int d = 1; d <= 9; d++) {
        if (R[r][d] || C[c][d] || B[b][d]) continue;
        R[r][d] = C[c][d] = B[b][d] = true;
        g[r][c] = '0' + d;
        if (dfs(p + 1)) return true;
        R[r][d] = C[c][d] = B[b][d] = false;
    }
    g[r][c] = '.';
    return false;
}

int main() {
    int t;
    scanf("%d", &t);
    while (t--) {
        memset(R, 0, sizeof R);
        memset(C, 0, sizeof C);
        memset(B, 0, sizeof B);
        for (int i = 0; i < 9; i++) {
            scanf("%s", g[i]);
            for (int j = 0; j < 9; j++)
                if (g[i][j] != '.') {
                    int d = g[i][j] - '0';
                    R[i][d] = C[j][d] = B[i / 3 * 3 + j / 3][d] = true;
                }
        }
        dfs(0);
        for (int i = 0; i < 9; i++) puts(g[i]);
    }
}
