#include <cstdio>

long long p[5001];

int main() {
    int n, q, l, r;
    scanf("%d%d", &n, &q);
    for (int i = 1; i <= n; i++) {
        scanf("%d", &l);
        p[i] = p[i - 1] + l;
    }
    for (int i = 0; i < q; i++) {
        scanf("%d%d", &l, &r);
        printf("%lld\n", p[r] - p[l - 1]);
    }
    return 0;
}
