#include <algorithm>
#include <cstdio>

static int stick[2000];

int main() {
    int n;
    if (scanf("%d", &n) != 1) return 1;
    for (int i = 0; i < n; ++i) scanf("%d", &stick[i]);
    std::sort(stick, stick + n);
    long long ways = 0;
    for (int longest = n - 1; longest >= 2; --longest) {
        int low = 0, high = longest - 1;
        while (low < high) {
            if (stick[low] + stick[high] > stick[longest])
                ways += high-- - low;
            else
                ++low;
        }
    }
    printf("%lld\n", ways);
}
