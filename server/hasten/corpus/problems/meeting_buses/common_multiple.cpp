#include <cstdio>
#include <numeric>

int main() {
    int q, a, b, t;
    if (scanf("%d", &q) != 1) return 1;
    while (q-- && scanf("%d %d %d", &a, &b, &t) == 3) {
        int both = std::lcm(a, b);
        printf("%d\n", (t + both - 1) / both * both);
    }
}
