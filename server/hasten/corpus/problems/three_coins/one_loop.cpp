#include <algorithm>
#include <cstdio>

int main() {
    int a, b, c, x;
    if (scanf("%d %d %d %d", &a, &b, &c, &x) != 4) return 1;
    int rest = x / 50, ways = 0;
    for (int i = 0; i <= a && rest >= 0; ++i, rest -= 10) {
        int fewest = std::max(0, (rest - c + 1) / 2);
        int most = std::min(b, rest / 2);
        if (fewest <= most) ways += most - fewest + 1;
    }
    printf("%d\n", ways);
}
