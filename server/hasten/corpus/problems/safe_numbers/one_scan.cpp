#include <cstdio>

static char text[1 << 17];

int main() {
    text[fread(text, 1, sizeof text - 1, stdin)] = 0;
    long long sum = 0;
    int numbers = 0, others = 0;
    for (const char *p = text;;) {
        while (*p && *p <= ' ') ++p;
        if (!*p) break;
        bool negative = *p == '-';
        p += negative;
        const char *from = p;
        long long value = 0;
        while (*p >= '0' && *p <= '9' && p - from < 10) value = value * 10 + (*p++ - '0');
        if (*p <= ' ' && p > from && p - from < 10) {
            sum += negative ? -value : value;
            ++numbers;
        } else {
            ++others;
            while (*p > ' ') ++p;
        }
    }
    printf("%lld %d %d\n", sum, numbers, others);
}
