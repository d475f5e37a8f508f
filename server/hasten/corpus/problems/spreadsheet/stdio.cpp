#include <stdio.h>

int main(void)
{
    int r, c, i, j, x, sum;
    int total[201] = {0};
    scanf("%d %d", &r, &c);
    for (i = 0; i < r; i++) {
        sum = 0;
        for (j = 0; j < c; j++) {
            scanf("%d", &x);
            printf("%d ", x);
            sum += x;
            total[j] += x;
        }
        printf("%d\n", sum);
        total[c] += sum;
    }
    for (j = 0; j < c; j++) printf("%d ", total[j]);
    printf("%d\n", total[c]);
    return 0;
}
