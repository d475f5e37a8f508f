#include <cstdio>

static char digits[20002];
static int seen[10000];

int main() {
    int n, p;
    if (scanf("%d %d %20001s", &n, &p, digits) != 3) return 1;
    long long total = 0;
    if (10 % p == 0) {
        for (int i = 0; i < n; ++i)
            if ((digits[i] - '0') % p == 0) total += i + 1;
    } else {
        unsigned suffix = 0, power = 1, modulus = p;
        seen[0] = 1;
        for (int i = n - 1; i >= 0; --i) {
            suffix = (suffix + (digits[i] - '0') * power) % modulus;
            power = power * 10 % modulus;
            total += seen[suffix]++;
        }
    }
    printf("%lld\n", total);
}
