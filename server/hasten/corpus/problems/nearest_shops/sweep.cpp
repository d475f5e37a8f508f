#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

struct Shop {
    long long x, y;
};

int main() {
    int n;
    if (scanf("%d", &n) != 1) return 1;
    std::vector<Shop> shops(n);
    for (Shop &shop : shops) scanf("%lld %lld", &shop.x, &shop.y);
    std::sort(shops.begin(), shops.end(), [](auto &a, auto &b) { return a.x < b.x; });
    long long best = 1LL << 60;
    for (int i = 1; i < n; ++i)
        for (int j = i - 1; j >= 0; --j) {
            long long dx = shops[i].x - shops[j].x, dy = shops[i].y - shops[j].y;
            if (dx * dx >= best) break;
            best = std::min(best, dx * dx + dy * dy);
        }
    printf("%.4f\n", std::sqrt(static_cast<double>(best)));
}
