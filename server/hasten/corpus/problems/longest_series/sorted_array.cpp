#include <algorithm>
#include <cstdio>

static int value[20000];

int main() {
    int n;
    if (scanf("%d", &n) != 1) return 1;
    for (int i = 0; i < n; ++i) scanf("%d", &value[i]);
    std::sort(value, value + n);
    int best = 1, first = value[0], length = 1;
    for (int i = 1; i < n; ++i) {
        if (value[i] == value[i - 1]) continue;
        length = value[i] == value[i - 1] + 1 ? length + 1 : 1;
        if (length > best) {
            best = length;
            first = value[i] - length + 1;
        }
    }
    printf("%d %d\n", best, first);
}
