#include <cstdio>

int main() {
    int n;
    if (scanf("%d", &n) != 1) return 1;
    while (n--) {
        unsigned long long base, exponent, modulus;
        scanf("%llu %llu %llu", &base, &exponent, &modulus);
        unsigned long long result = 1 % modulus;
        for (base %= modulus; exponent; exponent >>= 1) {
            if (exponent & 1) result = result * base % modulus;
            base = base * base % modulus;
        }
        printf("%llu\n", result);
    }
}
