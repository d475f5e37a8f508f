#include <cstdio>

static long long prefix[10001];

int main() {
    int n;
    long long s, answer = 0;
    if (scanf("%d %lld", &n, &s) != 2) return 1;
    int low = 0, high = 0;
    for (int i = 1, x; i <= n; ++i) {
        scanf("%d", &x);
        prefix[i] = prefix[i - 1] + x;
        long long wanted = prefix[i] - s;
        while (low < i && prefix[low] < wanted) ++low;
        if (high < low) high = low;
        while (high < i && prefix[high] <= wanted) ++high;
        answer += high - low;
    }
    printf("%lld\n", answer);
}
