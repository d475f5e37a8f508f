#include <cstdio>

int main() {
    int n;
    if (scanf("%d", &n) != 1) return 1;
    while (n--) {
        unsigned x;
        scanf("%u", &x);
        for (; x % 2 == 0; x /= 2) printf("2 ");
        for (unsigned p = 3; p * p <= x; p += 2)
            for (; x % p == 0; x /= p) printf("%u ", p);
        if (x > 1) printf("%u ", x);
        putchar('\n');
    }
}
