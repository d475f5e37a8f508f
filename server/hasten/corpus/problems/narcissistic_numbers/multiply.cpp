#include <stdio.h>

int power(int base, int exponent) {
    int result = 1;
    while (exponent--) result *= base;
    return result;
}

int main() {
    int a, b, found = 0;
    scanf("%d%d", &a, &b);
    for (int i = a; i <= b; i++) {
        int digits = 0, t = i, sum = 0;
        do {
            digits++;
            t /= 10;
        } while (t > 0);
        for (t = i; t > 0; t /= 10) sum += power(t % 10, digits);
        if (sum == i) {
            printf("%d ", i);
            found++;
        }
    }
    printf("\n%d\n", found);
    return 0;
}
