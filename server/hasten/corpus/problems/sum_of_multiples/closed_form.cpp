#include <cstdio>
#include <numeric>

static long long series(long long n, long long step) {
    long long terms = n / step;
    return step * (terms * (terms + 1) / 2);
}

int main() {
    long long n, a, b;
    if (scanf("%lld %lld %lld", &n, &a, &b) != 3) return 1;
    long long sum = series(n, a) + series(n, b) - series(n, std::lcm(a, b));
    printf("%lld\n", sum);
}
