#include <cstdio>

int digits(int t) {
    int h = t / 3600, m = t / 60 % 60, s = t % 60;
    return h / 10 + h % 10 + m / 10 + m % 10 + s / 10 + s % 10;
}

int main() {
    int q;
    scanf("%d", &q);
    for (int i = 0; i < q; i++) {
        int a, b, c, d, e, f, want;
        scanf("%d:%d:%d %d:%d:%d %d", &a, &b, &c, &d, &e, &f, &want);
        int count = 0;
        for (int t = a * 3600 + b * 60 + c; t <= d * 3600 + e * 60 + f; t++)
            if (digits(t) == want) count++;
        printf("%d\n", count);
    }
}
