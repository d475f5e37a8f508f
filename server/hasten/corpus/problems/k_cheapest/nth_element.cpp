#include <algorithm>
#include <cstdio>
#include <numeric>

static char text[1 << 18];
static int price[20000];

int main() {
    text[fread(text, 1, sizeof text - 1, stdin)] = 0;
    const char *p = text;
    auto number = [&p] {
        while (*p && *p <= ' ') ++p;
        int v = 0;
        while (*p > ' ') v = v * 10 + (*p++ - '0');
        return v;
    };
    int n = number(), k = number();
    for (int i = 0; i < n; ++i) price[i] = number();
    std::nth_element(price, price + k - 1, price + n);
    printf("%lld %d\n", std::accumulate(price, price + k, 0LL), price[k - 1]);
}
