#include <cstdio>

static char in[1 << 18], out[1 << 19];

int main() {
    size_t n = fread(in, 1, sizeof(in) - 1, stdin);
    in[n] = '\0';
    char *p = in, *q = out;
    int total = 0;
    while (true) {
        while (*p && *p != '-' && (*p < '0' || *p > '9')) p++;
        if (!*p) break;
        int sign = 1;
        if (*p == '-') sign = -1, p++;
        int v = 0;
        while (*p >= '0' && *p <= '9') v = v * 10 + (*p++ - '0');
        total += sign * v;
        unsigned u = total < 0 ? 0u - total : total;
        if (total < 0) *q++ = '-';
        char digits[12];
        int k = 0;
        do digits[k++] = char('0' + u % 10); while (u /= 10);
        while (k) *q++ = digits[--k];
        *q++ = '\n';
    }
    fwrite(out, 1, q - out, stdout);
    return 0;
}
