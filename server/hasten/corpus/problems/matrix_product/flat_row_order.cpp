#include <charconv>
#include <cstdio>

static int a[120 * 120], c[120];
static int b[120 * 120];
static char in[1 << 18], out[1 << 18];

int main() {
    in[fread(in, 1, sizeof in - 1, stdin)] = 0;
    const char *p = in;
    auto number = [&p] {
        while (*p != '-' && *p < '0') ++p;
        bool negative = *p == '-';
        p += negative;
        int v = 0;
        while (*p >= '0') v = v * 10 + (*p++ - '0');
        return negative ? -v : v;
    };
    int n = number();
    for (int i = 0; i < n * n; ++i) a[i] = number();
    for (int i = 0; i < n * n; ++i) b[i] = number();
    char *o = out;
    for (int i = 0; i < n; ++i) {
        for (int j = 0; j < n; ++j) c[j] = 0;
        for (int k = 0; k < n; ++k) {
            int factor = a[i * n + k];
            const int *line = b + k * n;
            for (int j = 0; j < n; ++j) c[j] += factor * line[j];
        }
        for (int j = 0; j < n; ++j) {
            o = std::to_chars(o, out + sizeof out, c[j]).ptr;
            *o++ = ' ';
        }
        *o++ = '\n';
    }
    fwrite(out, 1, o - out, stdout);
}
