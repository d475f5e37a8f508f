#include <algorithm>
#include <cstdio>

int ends[5000];

int main() {
    int n, x, length = 0;
    scanf("%d", &n);
    while (n--) {
        scanf("%d", &x);
        int *p = std::lower_bound(ends, ends + length, x);
        if (p == ends + length) length++;
        *p = x;
    }
    printf("%d\n", length);
    return 0;
}
