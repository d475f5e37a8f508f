#include <algorithm>
#include <cstdio>

static int v[2000];

int main() {
    int n;
    if (scanf("%d", &n) != 1) return 1;
    for (int i = 0; i < n; ++i) scanf("%d", &v[i]);
    std::sort(v, v + n);
    long long count = 0;
    for (int i = 0; i < n && v[i] < 0; ++i) {
        int low = i + 1, high = n - 1;
        while (low < high) {
            int sum = v[i] + v[low] + v[high];
            count += sum == 0;
            low += sum <= 0;
            high -= sum >= 0;
        }
    }
    printf("%lld\n", count);
}
