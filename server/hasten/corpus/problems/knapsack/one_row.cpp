#include <algorithm>
#include <cstdio>

static int best[10001];

int main() {
    int n, w;
    if (scanf("%d %d", &n, &w) != 2) return 1;
    while (n--) {
        int weight, value;
        scanf("%d %d", &weight, &value);
        for (int j = w; j >= weight; --j) best[j] = std::max(best[j], best[j - weight] + value);
    }
    printf("%d\n", best[w]);
}
