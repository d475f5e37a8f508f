#include <algorithm>
#include <cstdio>

static char text[2002 * 18];
static short change[501][502];
static short above[502];

int main() {
    text[fread(text, 1, sizeof text - 1, stdin)] = 0;
    const char *p = text;
    auto next = [&p] {
        while (*p < '0') ++p;
        int value = 0;
        while (*p >= '0') value = value * 10 + (*p++ - '0');
        return value;
    };
    int w = next(), h = next(), n = next();
    while (n--) {
        int x1 = next(), y1 = next(), x2 = next(), y2 = next();
        ++change[y1][x1];
        --change[y1][x2];
        --change[y2][x1];
        ++change[y2][x2];
    }
    int area = 0, most = 0;
    for (int y = 0; y < h; ++y) {
        for (int x = 0; x < w; ++x) above[x] += change[y][x];
        int now = 0;
        for (int x = 0; x < w; ++x) {
            now += above[x];
            area += now != 0;
            most = std::max(most, now);
        }
    }
    printf("%d %d\n", area, most);
}
