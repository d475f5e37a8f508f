#include <stdio.h>

int main() {
    int n;
    if (scanf("%d", &n) != 1) return 1;
    int a = 0, b = 0, c = 1;
    for (int i = 0; i < n; i++) {
        int d = a + b + c;
        a = b;
        b = c;
        c = d;
    }
    printf("%d\n", c);
    return 0;
}
