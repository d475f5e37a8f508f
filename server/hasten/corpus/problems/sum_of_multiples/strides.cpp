#include <cstdio>

int main() {
    int n, a, b;
    scanf("%d %d %d", &n, &a, &b);
    long long sum = 0;
    for (int i = a; i <= n; i += a) sum += i;
    for (int i = b; i <= n; i += b)
        if (i % a != 0) sum += i;
    printf("%lld\n", sum);
    return 0;
}
