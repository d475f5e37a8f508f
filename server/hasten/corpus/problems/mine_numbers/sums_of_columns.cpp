#include <cstdio>
#include <cstring>

static char board[302][304], out[300 * 301];
static unsigned char mine[302][304], column[304];

int main() {
    int h, w;
    if (scanf("%d %d", &h, &w) != 2) return 1;
    for (int r = 1; r <= h; ++r) {
        scanf("%302s", board[r] + 1);
        for (int c = 1; c <= w; ++c) mine[r][c] = board[r][c] == '#';
    }
    char *o = out;
    for (int r = 1; r <= h; ++r) {
        for (int c = 1; c <= w; ++c) column[c] = mine[r - 1][c] + mine[r][c] + mine[r + 1][c];
        column[w + 1] = 0;
        for (int c = 1; c <= w; ++c) {
            unsigned char number = '0' + column[c - 1] + column[c] + column[c + 1];
            o[c - 1] = mine[r][c] ? '#' : number;
        }
        o[w] = '\n';
        o += w + 1;
    }
    fwrite(out, 1, o - out, stdout);
}
