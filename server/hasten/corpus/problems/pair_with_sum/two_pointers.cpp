#include <algorithm>
#include <cstdio>

static int a[5000];

int main() {
    int n, s;
    if (scanf("%d %d", &n, &s) != 2) return 1;
    for (int i = 0; i < n; ++i) scanf("%d", &a[i]);
    std::sort(a, a + n);
    long long pairs = 0;
    int i = 0, j = n - 1;
    while (i < j) {
        int sum = a[i] + a[j];
        if (sum < s) {
            ++i;
        } else if (sum > s) {
            --j;
        } else if (a[i] == a[j]) {
            long long k = j - i + 1;
            pairs += k * (k - 1) / 2;
            break;
        } else {
            int left = 1, right = 1;
            while (a[i + 1] == a[i]) ++i, ++left;
            while (a[j - 1] == a[j]) --j, ++right;
            pairs += 1LL * left * right;
            ++i, --j;
        }
    }
    printf("%lld\n", pairs);
}
