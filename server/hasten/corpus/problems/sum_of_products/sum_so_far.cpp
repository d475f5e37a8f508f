#include <cstdio>

static char text[1 << 18];

int main() {
    text[fread(text, 1, sizeof text - 1, stdin)] = 0;
    char *p = text;
    while (*p > ' ') ++p;
    constexpr unsigned long long M = 1'000'000'007;
    unsigned long long before = 0, total = 0;
    for (;;) {
        while (*p && *p <= ' ') ++p;
        if (!*p) break;
        unsigned long long x = 0;
        while (*p > ' ') x = x * 10 + (*p++ - '0');
        total = (total + x * before) % M;
        before += x;
        if (before >= M) before -= M;
    }
    printf("%llu\n", total);
}
