#include <stdio.h>

void print(int a[], int n)
{
    int i;
    for (i = 0; i < n - 1; i++) printf("%d ", a[i]);
    printf("%d\n", a[n - 1]);
}

int main()
{
    int n, i, j, key, a[200];
    scanf("%d", &n);
    for (i = 0; i < n; i++) scanf("%d", &a[i]);
    print(a, n);
    for (i = 1; i < n; i++) {
        key = a[i];
        for (j = i; j > 0 && a[j - 1] > key; j--) a[j] = a[j - 1];
        a[j] = key;
        print(a, n);
    }
    return 0;
}
