#include <cstdio>
#include <cstring>

static char in[200 * 200 * 6 + 64], out[200 * 200 * 6 + 200 * 10 + 4096];
static int total[201];

static char *write(char *to, int value) {
    char digits[12];
    int n = 0;
    do digits[n++] = '0' + value % 10;
    while (value /= 10);
    while (n) *to++ = digits[--n];
    return to;
}

int main() {
    in[fread(in, 1, sizeof in - 1, stdin)] = 0;
    const char *p = in;
    auto read = [&p] {
        while (*p < '0') ++p;
        int value = 0;
        while (*p >= '0') value = value * 10 + (*p++ - '0');
        return value;
    };
    int r = read(), c = read();
    char *o = out;
    for (int i = 0; i < r; ++i) {
        while (*p < '0') ++p;
        const char *from = p;
        int sum = 0;
        for (int j = 0; j < c; ++j) {
            int value = read();
            total[j] += value;
            sum += value;
        }
        memcpy(o, from, p - from);
        o += p - from;
        *o++ = ' ';
        o = write(o, sum);
        *o++ = '\n';
        total[c] += sum;
    }
    for (int j = 0; j <= c; ++j) {
        o = write(o, total[j]);
        *o++ = j < c ? ' ' : '\n';
    }
    fwrite(out, 1, o - out, stdout);
}
