#include <cstdio>

int t[20000];

int main() {
    int n;
    scanf("%d", &n);
    for (int i = 0; i < n; i++) scanf("%d", &t[i]);
    for (int i = 0; i < n; i++) {
        int j = i + 1;
        while (j < n && t[j] <= t[i]) j++;
        printf("%d ", j < n ? j - i : 0);
    }
    printf("\n");
    return 0;
}
