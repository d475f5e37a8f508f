#include <cstdio>

static int head[1001], next_[5000], to[5000], open_[1001], queue[1001];

int main() {
    int n, m;
    if (scanf("%d %d", &n, &m) != 2) return 1;
    for (int i = 0; i <= n; ++i) head[i] = -1;
    for (int i = 0; i < m; ++i) {
        int a;
        scanf("%d %d", &a, &to[i]);
        next_[i] = head[a];
        head[a] = i;
        ++open_[to[i]];
    }
    int last = 0;
    for (int i = 1; i <= n; ++i)
        if (!open_[i]) queue[last++] = i;
    for (int i = 0; i < last; ++i) {
        printf("%d ", queue[i]);
        for (int e = head[queue[i]]; e >= 0; e = next_[e])
            if (--open_[to[e]] == 0) queue[last++] = to[e];
    }
    putchar('\n');
}
