#include <cstdio>
#include <numeric>
#include <utility>

static int parent[2001];

static int root(int x) {
    while (parent[x] != x) x = parent[x] = parent[parent[x]];
    return x;
}

int main() {
    int n, m;
    if (scanf("%d %d", &n, &m) != 2) return 1;
    std::iota(parent, parent + n + 1, 0);
    int circles = n;
    while (m--) {
        char op;
        int a, b;
        scanf(" %c %d %d", &op, &a, &b);
        a = root(a), b = root(b);
        if (op == '?') {
            puts(a == b ? "yes" : "no");
        } else if (a != b) {
            parent[a] = b;
            --circles;
        }
    }
    printf("%d\n", circles);
}
