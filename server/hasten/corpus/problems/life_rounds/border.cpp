#include <cstdio>
#include <cstring>

static unsigned char cell[102][104], sum[104], next[102][104];

int main() {
    int h, w, rounds;
    if (scanf("%d %d %d", &h, &w, &rounds) != 3) return 1;
    static char line[128];
    for (int i = 1; i <= h; ++i) {
        scanf("%s", line);
        for (int j = 1; j <= w; ++j) cell[i][j] = line[j - 1] == '#';
    }
    while (rounds--) {
        for (int i = 1; i <= h; ++i) {
            cell[i][0] = cell[i][w];
            cell[i][w + 1] = cell[i][1];
        }
        memcpy(cell[0], cell[h], sizeof cell[0]);
        memcpy(cell[h + 1], cell[1], sizeof cell[0]);
        for (int i = 1; i <= h; ++i) {
            for (int j = 0; j < 104; ++j)
                sum[j] = static_cast<unsigned char>(cell[i - 1][j] + cell[i][j] + cell[i + 1][j]);
            for (int j = 1; j <= w; ++j) {
                unsigned char around = static_cast<unsigned char>(sum[j - 1] + sum[j] + sum[j + 1]);
                next[i][j] = (around == 3) | ((around == 4) & cell[i][j]);
            }
        }
        memcpy(cell, next, sizeof cell);
    }
    for (int i = 1; i <= h; ++i) {
        for (int j = 0; j < w; ++j) line[j] = cell[i][j + 1] ? '#' : '.';
        line[w] = 0;
        puts(line);
    }
}
