#include <cstdio>
#include <algorithm>

static int a[20005];

int main() {
    int n;
    if (scanf("%d", &n) != 1) return 0;
    for (int i = 0; i < n; ++i) scanf("%d", a + i);
    std::sort(a, a + n);
    int different = 1;
    for (int i = 1; i < n; ++i) different += a[i] != a[i - 1];
    printf("%d\n", different);
    return 0;
}
