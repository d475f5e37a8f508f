#include <cstdio>

int main() {
    int q, limit;
    scanf("%d", &q);
    while (q--) {
        scanf("%d", &limit);
        int best = 0, longest = 0;
        for (int i = 1; i <= limit; i++) {
            unsigned n = i;
            int length = 1;
            while (n != 1) {
                n = n & 1 ? 3 * n + 1 : n >> 1;
                length++;
            }
            if (length > longest) {
                longest = length;
                best = i;
            }
        }
        printf("%d %d\n", best, longest);
    }
    return 0;
}
