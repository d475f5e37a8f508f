#include <cstdio>
#define FOR(i, n) for (int i = 1; i <= n; ++i)

int main() {
    int n;
    scanf("%d", &n);
    FOR(i, n) {
        FOR(j, n) printf("%6d", i * j);
        puts("");
    }
    return 0;
}
