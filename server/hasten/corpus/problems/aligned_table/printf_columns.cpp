#include <stdio.h>

int main(void) {
    int n, k, sum = 0;
    double p, total = 0;
    char name[32];
    scanf("%d", &n);
    while (n--) {
        scanf("%31s %lf %d", name, &p, &k);
        printf("%-16s%6d%12.2f\n", name, k, p * k);
        sum += k;
        total += p * k;
    }
    printf("%-16s%6d%12.2f\n", "total", sum, total);
    return 0;
}
