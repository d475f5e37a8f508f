#include <stdio.h>

void hanoi(int n, char a, char b, char c) {
    if (n > 1) hanoi(n - 1, a, c, b);
    printf("%d: %c -> %c\n", n, a, c);
    if (n > 1) hanoi(n - 1, b, a, c);
}

int main() {
    int n;
    scanf("%d", &n);
    printf("%d\n", (1 << n) - 1);
    hanoi(n, 'A', 'B', 'C');
    return 0;
}
