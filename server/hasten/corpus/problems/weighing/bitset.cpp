#include <bitset>
#include <cstdio>

static std::bitset<60064> sums;

int main() {
    int n, q, x;
    if (scanf("%d", &n) != 1) return 1;
    sums[0] = true;
    while (n--) {
        scanf("%d", &x);
        sums |= sums << x;
    }
    scanf("%d", &q);
    while (q--) {
        scanf("%d", &x);
        puts(sums[x] ? "yes" : "no");
    }
}
