#include <cstdio>

static int a[20000], t[20000];

static long long sorted(int from, int to) {
    if (to - from < 2) return 0;
    int middle = (from + to) / 2;
    long long count = sorted(from, middle) + sorted(middle, to);
    int i = from, j = middle, k = from;
    while (i < middle && j < to) {
        if (a[j] < a[i]) {
            count += middle - i;
            t[k++] = a[j++];
        } else {
            t[k++] = a[i++];
        }
    }
    while (i < middle) t[k++] = a[i++];
    while (j < to) t[k++] = a[j++];
    for (k = from; k < to; ++k) a[k] = t[k];
    return count;
}

int main() {
    int n;
    if (scanf("%d", &n) != 1) return 1;
    for (int i = 0; i < n; ++i) scanf("%d", &a[i]);
    printf("%lld\n", sorted(0, n));
}
