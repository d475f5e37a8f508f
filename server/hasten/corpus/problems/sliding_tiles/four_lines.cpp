#include <bits/stdc++.h>
#define rep(i, n) for (int i = 0; i < (n); i++)
using namespace std;

int b[4][4], score_;

int &cell(char d, int i, int j) {
    switch (d) {
        case 'L': return b[i][j];
        case 'R': return b[i][3 - j];
        case 'U': return b[j][i];
        default: return b[3 - j][i];
    }
}

bool slide(char d) {
    bool changed = false;
    rep(i, 4) {
        int line[4] = {0, 0, 0, 0}, k = 0;
        bool joined = true;
        rep(j, 4) {
            int x = cell(d, i, j);
            if (!x) continue;
            if (!joined && line[k - 1] == x) {
                line[k - 1] *= 2;
                score_ += 2 * x;
                joined = true;
            } else {
                line[k++] = x;
                joined = false;
            }
        }
        rep(j, 4) {
            if (cell(d, i, j) != line[j]) changed = true;
            cell(d, i, j) = line[j];
        }
    }
    return changed;
}

void put() {
    rep(i, 4) rep(j, 4) if (!b[i][j]) {
        b[i][j] = 2;
        return;
    }
}

int main() {
    int t;
    scanf("%d", &t);
    while (t--) {
        rep(i, 4) rep(j, 4) scanf("%d", &b[i][j]);
        char s[1001];
        scanf("%1000s", s);
        score_ = 0;
        for (char *p = s; *p; p++)
            if (slide(*p)) put();
        rep(i, 4) printf("%d %d %d %d\n", b[i][0], b[i][1], b[i][2], b[i][3]);
        printf("%d\n", score_);
    }
}
