#include <cstdio>

static char in[20001 * 7 + 16], out[20001 * 9];

int main() {
    in[fread(in, 1, sizeof in - 1, stdin)] = 0;
    const char *p = in;
    char *o = out;
    int n = 0;
    while (*p >= '0') n = n * 10 + (*p++ - '0');
    long long sum = 0;
    for (int i = 0; i < n; ++i) {
        while (*p <= ' ') ++p;
        bool minus = *p == '-';
        p += minus;
        int tenths = 0;
        for (; *p > ' '; ++p)
            if (*p != '.') tenths = tenths * 10 + (*p - '0');
        int value = (minus ? -tenths : tenths) * 18 + 3200;
        sum += value;
        if (value < 0) {
            *o++ = '-';
            value = -value;
        }
        if (value >= 10000) *o++ = '0' + value / 10000;
        if (value >= 1000) *o++ = '0' + value / 1000 % 10;
        *o++ = '0' + value / 100 % 10;
        *o++ = '.';
        *o++ = '0' + value / 10 % 10;
        *o++ = '0' + value % 10;
        *o++ = '\n';
    }
    fwrite(out, 1, o - out, stdout);
    printf("%.2f\n", sum / 100.0 / n);
}
