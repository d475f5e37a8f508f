#include <cstdio>

static char text[1 << 18];

int main() {
    text[fread(text, 1, sizeof text - 1, stdin)] = 0;
    long long sum = 0, squares = 0;
    int low = 1 << 30, high = -(1 << 30), n = 0;
    for (const char *p = text;;) {
        while (*p && *p <= ' ') ++p;
        if (!*p) break;
        bool negative = *p == '-';
        p += negative;
        int value = 0, decimals = 0;
        for (; *p >= '0' && *p <= '9'; ++p) value = value * 10 + (*p - '0');
        if (*p == '.')
            for (++p; *p >= '0' && *p <= '9'; ++p, ++decimals) value = value * 10 + (*p - '0');
        for (; decimals < 2; ++decimals) value *= 10;
        if (negative) value = -value;
        low = value < low ? value : low;
        high = value > high ? value : high;
        sum += value;
        squares += 1LL * value * value;
        ++n;
    }
    printf("%.3f\n%.3f\n", low / 100.0, high / 100.0);
    printf("%.3f\n%.3f\n", sum / 100.0 / n, squares / 10000.0 / n);
}
