#include <cstdio>
#include <numeric>

int main() {
    int p, count = 0, largest = 0;
    if (scanf("%d", &p) != 1) return 1;
    for (int m = 2; 2 * m * (m + 1) <= p; ++m)
        for (int n = 1 + m % 2; n < m; n += 2) {
            int around = 2 * m * (m + n);
            if (around > p) break;
            if (std::gcd(m, n) != 1) continue;
            int k = p / around, area = m * n * (m * m - n * n) * k * k;
            count += k;
            if (area > largest) largest = area;
        }
    printf("%d %d\n", count, largest);
}
