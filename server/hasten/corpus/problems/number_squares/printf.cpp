#include <cstdio>

int main() {
    long long a, b;
    scanf("%lld%lld", &a, &b);
    for (long long i = a; i <= b; i++) printf("%lld\t%lld\t%lld\n", i, i * i, i * i * i);
    return 0;
}
