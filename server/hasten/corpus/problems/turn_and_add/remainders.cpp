#include <cstdio>

long long turned(long long n) {
    long long r = 0;
    for (; n > 0; n /= 10) r = r * 10 + n % 10;
    return r;
}

int main() {
    int q;
    scanf("%d", &q);
    while (q--) {
        long long n, r;
        scanf("%lld", &n);
        int steps = 0;
        while ((r = turned(n)) != n && steps <= 20) {
            n += r;
            steps++;
        }
        if (steps > 20) printf("many\n");
        else printf("%d %lld\n", steps, n);
    }
    return 0;
}
