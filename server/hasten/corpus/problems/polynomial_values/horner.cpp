#include <cstdio>

static unsigned coefficient[201];

int main() {
    constexpr unsigned long long M = 998244353;
    int d, q;
    if (scanf("%d %d", &d, &q) != 2) return 1;
    for (int i = 0; i <= d; ++i) scanf("%u", &coefficient[i]);
    while (q--) {
        unsigned long long x, value = 0;
        scanf("%llu", &x);
        for (int i = 0; i <= d; ++i) value = (value * x + coefficient[i]) % M;
        printf("%llu\n", value);
    }
}
