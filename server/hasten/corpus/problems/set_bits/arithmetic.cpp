#include <cstdint>
#include <cstdio>

static char text[1 << 19];

static int ones(uint32_t x) {
    x -= (x >> 1) & 0x55555555u;
    x = (x & 0x33333333u) + ((x >> 2) & 0x33333333u);
    return static_cast<int>((((x + (x >> 4)) & 0x0f0f0f0fu) * 0x01010101u) >> 24);
}

int main() {
    text[fread(text, 1, sizeof text - 1, stdin)] = 0;
    const char *p = text;
    auto number = [&p] {
        while (*p && *p <= ' ') ++p;
        uint32_t v = 0;
        while (*p > ' ') v = v * 10 + (*p++ - '0');
        return v;
    };
    int n = static_cast<int>(number()), total = 0, most = 0, powers = 0;
    while (n--) {
        int c = ones(number());
        total += c;
        most = c > most ? c : most;
        powers += c == 1;
    }
    printf("%d %d %d\n", total, most, powers);
}
