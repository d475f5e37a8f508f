#include <cstdio>

bool composite[50001];

int main() {
    int n, count = 0, last = 0;
    scanf("%d", &n);
    for (int i = 2; i <= n; i++) {
        if (composite[i]) continue;
        count++;
        last = i;
        for (long long j = 1LL * i * i; j <= n; j += i) composite[j] = true;
    }
    printf("%d %d\n", count, last);
    return 0;
}
