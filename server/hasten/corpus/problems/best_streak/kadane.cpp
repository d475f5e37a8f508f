#include <cstdio>
#include <algorithm>

int main() {
    int n;
    long long best = -4e18, here = -4e18, x;
    scanf("%d", &n);
    while (n--) {
        scanf("%lld", &x);
        here = std::max(here, 0LL) + x;
        best = std::max(best, here);
    }
    printf("%lld\n", best);
    return 0;
}
