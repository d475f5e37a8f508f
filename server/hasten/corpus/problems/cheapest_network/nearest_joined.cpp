#include <algorithm>
#include <cstdio>
#include <cstdlib>

static int x[500], y[500], away[500];

int main() {
    int n;
    if (scanf("%d", &n) != 1) return 1;
    for (int i = 0; i < n; ++i) {
        scanf("%d %d", &x[i], &y[i]);
        away[i] = 1 << 30;
    }
    long long total = 0;
    int px = x[0], py = y[0];
    // The houses that are not joined yet are those from `joined` on.
    for (int joined = 1; joined < n; ++joined) {
        int nearest = joined;
        for (int i = joined; i < n; ++i) {
            away[i] = std::min(away[i], std::abs(x[i] - px) + std::abs(y[i] - py));
            if (away[i] < away[nearest]) nearest = i;
        }
        total += away[nearest];
        px = x[nearest];
        py = y[nearest];
        x[nearest] = x[joined];
        y[nearest] = y[joined];
        away[nearest] = away[joined];
    }
    printf("%lld\n", total);
}
