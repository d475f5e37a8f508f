#include <cstdio>

static unsigned ways[2001];

int main() {
    constexpr unsigned M = 1'000'000'007;
    int n, k, most;
    if (scanf("%d %d", &n, &k) != 2) return 1;
    ways[0] = 1;
    while (n-- && scanf("%d", &most) == 1) {
        for (int j = 1; j <= k; ++j) {
            ways[j] += ways[j - 1];
            if (ways[j] >= M) ways[j] -= M;
        }
        for (int j = k; j > most; --j) {
            unsigned less = ways[j - most - 1];
            ways[j] += ways[j] < less ? M - less : -less;
        }
    }
    printf("%u\n", ways[k]);
}
