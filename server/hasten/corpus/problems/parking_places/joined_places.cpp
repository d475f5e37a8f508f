#include <cstdio>

static int next_free[20002];

int find(int place) {
    while (next_free[place] != place) {
        next_free[place] = next_free[next_free[place]];
        place = next_free[place];
    }
    return place;
}

int main() {
    int n, m, x;
    if (scanf("%d %d", &n, &m) != 2) return 1;
    for (int i = 0; i <= n + 1; ++i) next_free[i] = i;
    while (m-- && scanf("%d", &x) == 1) {
        int place = find(x);
        if (place > n) {
            puts("-1");
        } else {
            next_free[place] = place + 1;
            printf("%d\n", place);
        }
    }
}
