#include <cstdio>

int main() {
    int n, x;
    scanf("%d", &n);
    while (n--) {
        scanf("%d", &x);
        for (int p = 2; x > 1; p++)
            while (x % p == 0) {
                printf("%d ", p);
                x /= p;
            }
        puts("");
    }
    return 0;
}
