#include <cstdio>

int mask[16], parity[16];

int main() {
    int n, m, k, s;
    scanf("%d %d", &n, &m);
    for (int i = 0; i < m; i++) {
        scanf("%d", &k);
        while (k--) {
            scanf("%d", &s);
            mask[i] |= 1 << (s - 1);
        }
        scanf("%d", &parity[i]);
    }
    int ans = 0;
    for (int b = 0; b < 1 << n; b++) {
        int i = 0;
        while (i < m && __builtin_popcount(b & mask[i]) % 2 == parity[i]) i++;
        ans += i == m;
    }
    printf("%d\n", ans);
}
