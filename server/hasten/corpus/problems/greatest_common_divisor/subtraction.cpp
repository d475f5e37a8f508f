#include <cstdio>

int common(int a, int b) {
    while (a != b) {
        if (a > b) a -= b;
        else b -= a;
    }
    return a;
}

int main() {
    int n, last, next, all;
    scanf("%d %d", &n, &last);
    all = last;
    for (int i = 1; i < n; i++) {
        scanf("%d", &next);
        printf("%d\n", common(last, next));
        all = common(all, next);
        last = next;
    }
    printf("%d\n", all);
    return 0;
}
