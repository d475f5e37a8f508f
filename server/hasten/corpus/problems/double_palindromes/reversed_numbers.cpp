#include <cstdio>

int rev(int n, int base) {
    int m = 0;
    while (n) {
        m = m * base + n % base;
        n /= base;
    }
    return m;
}

int main(void) {
    int a, b, i, cnt = 0;
    long long sum = 0;
    scanf("%d %d", &a, &b);
    for (i = a; i <= b; i++) {
        if (rev(i, 10) == i && rev(i, 2) == i) {
            cnt++;
            sum += i;
        }
    }
    printf("%d %lld\n", cnt, sum);
    return 0;
}
