#include <cstdio>

static const long long M = 1000000007, THIRD = 333333336;

int main() {
    int q, year;
    if (scanf("%d", &q) != 1) return 1;
    while (q--) {
        scanf("%d", &year);
        long long power = 1, base = 2;
        for (int e = year + 1; e; e >>= 1) {
            if (e & 1) power = power * base % M;
            base = base * base % M;
        }
        long long sum = power + (year % 2 ? M - 1 : 1);
        printf("%lld\n", sum % M * THIRD % M);
    }
}
