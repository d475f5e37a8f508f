#include <cstdio>
#include <cstdlib>

long long a[10000];

int main() {
    int n, c = 0;
    long long best = 1LL << 60;
    scanf("%d", &n);
    for (int i = 0; i < n; i++) {
        scanf("%lld", &a[i]);
        for (int j = 0; j < i; j++) {
            long long d = llabs(a[i] - a[j]);
            if (d < best) best = d, c = 1;
            else if (d == best) c++;
        }
    }
    printf("%lld %d\n", best, c);
    return 0;
}
