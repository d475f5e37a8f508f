#include <cstdio>

static unsigned holes[9];
static unsigned all;

int ways(int row, unsigned columns, unsigned falling, unsigned rising) {
    if (columns == all) return 1;
    int found = 0;
    unsigned open = all & ~(columns | falling | rising | holes[row]);
    while (open) {
        unsigned bit = open & -open;
        open ^= bit;
        found += ways(row + 1, columns | bit, (falling | bit) << 1, (rising | bit) >> 1);
    }
    return found;
}

int main() {
    int n, k;
    if (scanf("%d %d", &n, &k) != 2) return 1;
    all = (1u << n) - 1;
    for (int r, c; k-- && scanf("%d %d", &r, &c) == 2;) holes[r - 1] |= 1u << (c - 1);
    printf("%d\n", ways(0, 0, 0, 0));
}
