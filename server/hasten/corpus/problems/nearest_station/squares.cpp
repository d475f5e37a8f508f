#include <cmath>
#include <cstdio>

int xs[500], ys[500];

int main() {
    int s, q;
    scanf("%d %d", &s, &q);
    for (int i = 0; i < s; i++) scanf("%d %d", &xs[i], &ys[i]);
    for (int j = 0; j < q; j++) {
        int x, y;
        scanf("%d %d", &x, &y);
        long long best = 1LL << 60;
        for (int i = 0; i < s; i++) {
            long long dx = xs[i] - x, dy = ys[i] - y;
            long long d = dx * dx + dy * dy;
            if (d < best) best = d;
        }
        printf("%.3f\n", std::sqrt((double)best));
    }
    return 0;
}
