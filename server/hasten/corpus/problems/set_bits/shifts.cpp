#include <cstdio>

int main() {
    int n;
    unsigned x;
    scanf("%d", &n);
    int total = 0, most = 0, powers = 0;
    for (int i = 0; i < n; i++) {
        scanf("%u", &x);
        int c = 0;
        for (int b = 0; b < 32; b++)
            if (x & (1u << b)) c++;
        total += c;
        if (c > most) most = c;
        if (c == 1) powers++;
    }
    printf("%d %d %d\n", total, most, powers);
    return 0;
}
