#include <cstdio>

int main() {
    long long n, total = 0;
    if (scanf("%lld", &n) != 1) return 1;
    for (long long from = 1, to; from <= n; from = to + 1) {
        long long quotient = n / from;
        to = n / quotient;
        long long divisors = (from + to) * (to - from + 1) / 2;
        total += divisors * (quotient * (quotient + 1) / 2);
    }
    printf("%lld\n", total);
}
