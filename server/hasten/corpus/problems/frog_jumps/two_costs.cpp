#include <algorithm>
#include <cstdio>
#include <cstdlib>

int main() {
    int n, height;
    if (scanf("%d %d", &n, &height) != 2) return 1;
    int before = height, last = height;
    int cost_before = 0, cost = 0;
    while (--n && scanf("%d", &height) == 1) {
        int next = std::min(cost + std::abs(height - last), cost_before + std::abs(height - before));
        before = last;
        last = height;
        cost_before = cost;
        cost = next;
    }
    printf("%d\n", cost);
}
