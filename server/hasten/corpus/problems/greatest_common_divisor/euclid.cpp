#include <cstdio>
#include <numeric>

static char out[1 << 15];

int main() {
    int n, last, next, all = 0;
    if (scanf("%d %d", &n, &last) != 2) return 1;
    char *o = out;
    for (int i = 1; i < n; ++i, last = next) {
        scanf("%d", &next);
        int g = std::gcd(last, next);
        all = std::gcd(all, g);
        o += std::snprintf(o, 12, "%d\n", g);
    }
    std::snprintf(o, 12, "%d\n", all);
    fputs(out, stdout);
}
