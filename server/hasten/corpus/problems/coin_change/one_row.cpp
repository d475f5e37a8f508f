#include <cstdio>

static int ways[5001];

int main() {
    int n, total, coin;
    if (scanf("%d %d", &n, &total) != 2) return 1;
    ways[0] = 1;
    while (n--) {
        scanf("%d", &coin);
        for (int j = coin; j <= total; ++j) {
            ways[j] += ways[j - coin];
            if (ways[j] >= 1000000007) ways[j] -= 1000000007;
        }
    }
    printf("%d\n", ways[total]);
}
