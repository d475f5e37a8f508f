#include <algorithm>
#include <cstdio>

static int digits[1001];
static int count_of[28];
static int sum_of[28];

int main() {
    int n, a, b;
    if (scanf("%d %d %d", &n, &a, &b) != 3) return 1;
    for (int i = 0; i <= 1000; ++i) digits[i] = digits[i / 10] + i % 10;
    for (int i = 0; i < 1000; ++i) {
        ++count_of[digits[i]];
        sum_of[digits[i]] += i;
    }
    long long total = 0;
    int full = (n + 1) / 1000;
    for (int high = 0; high < full; ++high) {
        long long base = 1000LL * high;
        int from = std::max(0, a - digits[high]), to = std::min(27, b - digits[high]);
        for (int d = from; d <= to; ++d) total += count_of[d] * base + sum_of[d];
    }
    for (int i = full * 1000; i <= n; ++i) {
        int sum = digits[i / 1000] + digits[i % 1000];
        if (sum >= a && sum <= b) total += i;
    }
    printf("%lld\n", total);
}
