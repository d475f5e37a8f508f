#include <cstdio>

int v[500];

int main() {
    int n, top = 0;
    scanf("%d", &n);
    for (int i = 0; i < n; i++) {
        scanf("%d", v + i);
        if (v[i] > top) top = v[i];
        printf("%d ", v[i]);
        for (int j = 0; j < v[i]; j++) putchar('*');
        putchar('\n');
    }
    for (int h = top; h; h--) {
        for (int i = 0; i < n; i++) putchar(v[i] >= h ? '*' : '.');
        putchar('\n');
    }
    return 0;
}
