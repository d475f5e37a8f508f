#include <cstdio>

static int bead[2000];

int main() {
    int n, q, places, first = 0;
    if (scanf("%d %d", &n, &q) != 2) return 1;
    for (int i = 0; i < n; ++i) scanf("%d", &bead[i]);
    while (q--) {
        scanf("%d", &places);
        first = (first + places) % n;
        printf("%d\n", bead[first]);
    }
    for (int i = first; i < n; ++i) printf("%d ", bead[i]);
    for (int i = 0; i < first; ++i) printf("%d ", bead[i]);
    putchar('\n');
}
