#include <cstdio>

int main() {
    int n, m;
    if (scanf("%d %d", &n, &m) != 2) return 1;
    unsigned basis[17] = {};  // by the leading switch; bit 0 is the parity
    int rank = 0;
    bool possible = true;
    while (m--) {
        unsigned equation = 0;
        int k, number;
        scanf("%d", &k);
        while (k--) {
            scanf("%d", &number);
            equation ^= 1u << number;
        }
        scanf("%d", &number);
        equation |= number;
        for (int lead = n; lead > 0; --lead) {
            if (!(equation >> lead & 1)) continue;
            if (!basis[lead]) {
                basis[lead] = equation;
                ++rank;
                equation = 0;
                break;
            }
            equation ^= basis[lead];
        }
        if (equation == 1) possible = false;
    }
    printf("%d\n", possible ? 1 << (n - rank) : 0);
}
