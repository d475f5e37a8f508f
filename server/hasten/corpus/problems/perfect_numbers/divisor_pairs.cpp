#include <cstdio>

int main() {
    int q, n;
    if (scanf("%d", &q) != 1) return 1;
    while (q--) {
        scanf("%d", &n);
        int sum = n > 1;
        int i = 2;
        for (; i * i < n; ++i)
            if (n % i == 0) sum += i + n / i;
        if (i * i == n) sum += i;
        printf("%d %s\n", sum, sum == n ? "perfect" : sum > n ? "rich" : "poor");
    }
}
