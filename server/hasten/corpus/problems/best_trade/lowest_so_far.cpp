#include <cstdio>

static char text[1 << 18];

int main() {
    text[fread(text, 1, sizeof text - 1, stdin)] = 0;
    const char *p = text;
    auto number = [&p] {
        while (*p && *p <= ' ') ++p;
        int v = 0;
        while (*p > ' ') v = v * 10 + (*p++ - '0');
        return v;
    };
    int n = number(), lowest = number(), at = 1, best = 0, from = 1, to = 1;
    for (int day = 2; day <= n; ++day) {
        int price = number();
        if (price < lowest) {
            lowest = price;
            at = day;
        } else if (price - lowest > best) {
            best = price - lowest;
            from = at;
            to = day;
        }
    }
    printf("%d %d %d\n", best, from, to);
}
