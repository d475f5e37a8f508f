#include <algorithm>
#include <cstdio>

static int v[10000];

int main() {
    int n;
    if (scanf("%d", &n) != 1) return 1;
    for (int i = 0; i < n; ++i) scanf("%d", &v[i]);
    std::sort(v, v + n);
    long long best = 1LL << 40, pairs = 0;
    int run = 1;
    for (int i = 1; i < n; ++i) {
        long long d = static_cast<long long>(v[i]) - v[i - 1];
        run = d ? 1 : run + 1;
        if (d < best) best = d, pairs = 0;
        if (d == best) pairs += d ? 1 : run - 1;
    }
    printf("%lld %lld\n", best, pairs);
}
