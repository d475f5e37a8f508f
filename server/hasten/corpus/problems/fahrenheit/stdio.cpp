#include <cstdio>

int main() {
    int n;
    double c, sum = 0;
    scanf("%d", &n);
    for (int i = 0; i < n; i++) {
        scanf("%lf", &c);
        c = c * 1.8 + 32;
        printf("%.2f\n", c);
        sum += c;
    }
    printf("%.2f\n", sum / n);
    return 0;
}
