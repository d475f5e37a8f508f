#include <cstdio>

static int ways[302];
static char line[302];

int main() {
    int h, w;
    if (scanf("%d %d", &h, &w) != 2) return 1;
    ways[1] = 1;
    while (h--) {
        scanf("%301s", line);
        for (int j = 1; j <= w; ++j) {
            int sum = ways[j] + ways[j - 1];
            if (sum >= 1000000007) sum -= 1000000007;
            ways[j] = line[j - 1] == '#' ? 0 : sum;
        }
    }
    printf("%d\n", ways[w]);
}
