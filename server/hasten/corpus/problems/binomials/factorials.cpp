#include <cstdio>

static long long factorial[2001], inverse[2001];

int main() {
    constexpr long long M = 1000000007;
    constexpr int top = 2000;
    factorial[0] = 1;
    for (int i = 1; i <= top; ++i) factorial[i] = factorial[i - 1] * i % M;
    long long power = factorial[top], result = 1;
    for (long long e = M - 2; e; e >>= 1, power = power * power % M)
        if (e & 1) result = result * power % M;
    inverse[top] = result;
    for (int i = top; i > 0; --i) inverse[i - 1] = inverse[i] * i % M;
    int q, n, k;
    if (scanf("%d", &q) != 1) return 1;
    while (q--) {
        scanf("%d %d", &n, &k);
        printf("%lld\n", factorial[n] * inverse[k] % M * inverse[n - k] % M);
    }
}
