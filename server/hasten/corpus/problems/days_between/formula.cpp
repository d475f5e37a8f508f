#include <cstdio>

static int number(int y, int m, int d) {
    if (m < 3) {
        --y;
        m += 12;
    }
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m - 457) / 5 + d;
}

int main() {
    int n;
    if (scanf("%d", &n) != 1) return 1;
    while (n--) {
        int y, m, d, v, o, e;
        scanf("%d-%d-%d %d-%d-%d", &y, &m, &d, &v, &o, &e);
        printf("%d\n", number(v, o, e) - number(y, m, d));
    }
}
