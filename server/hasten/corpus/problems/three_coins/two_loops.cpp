#include <cstdio>
#define REP(i, n) for (int i = 0; i < (int)(n); i++)

int main() {
    int a, b, c, x, cnt = 0;
    scanf("%d%d%d%d", &a, &b, &c, &x);
    REP(i, a + 1) REP(j, b + 1) {
        int rest = x - 500 * i - 100 * j;
        if (rest >= 0 && rest % 50 == 0 && rest / 50 <= c) cnt++;
    }
    printf("%d\n", cnt);
}
