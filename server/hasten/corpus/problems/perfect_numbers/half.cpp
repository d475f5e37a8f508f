#include <cstdio>

int main() {
    int q, n;
    scanf("%d", &q);
    while (q--) {
        scanf("%d", &n);
        int s = 0;
        for (int i = 1; i <= n / 2; i++)
            if (n % i == 0) s += i;
        printf("%d %s\n", s, s == n ? "perfect" : s > n ? "rich" : "poor");
    }
    return 0;
}
