#include <stdio.h>

int main() {
    double x, lo = 1e9, hi = -1e9, sum = 0, squares = 0;
    int n = 0;
    while (scanf("%lf", &x) == 1) {
        if (x < lo) lo = x;
        if (x > hi) hi = x;
        sum += x;
        squares += x * x;
        n++;
    }
    printf("%.3f\n%.3f\n%.3f\n%.3f\n", lo, hi, sum / n, squares / n);
    return 0;
}
