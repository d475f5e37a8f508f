#include <charconv>
#include <cstdio>

static char in[1 << 18], out[1 << 16];
static int bound[1000];

int main() {
    in[fread(in, 1, sizeof in - 1, stdin)] = 0;
    const char *p = in;
    auto number = [&p] {
        while (*p && *p <= ' ') ++p;
        int v = 0;
        while (*p > ' ') v = v * 10 + (*p++ - '0');
        return v;
    };
    int c = number(), q = number();
    for (int i = 0; i < c; ++i) bound[i] = number();
    char *o = out;
    while (q--) {
        int price = number();
        const int *base = bound;
        for (int n = c; n > 1;) {
            int half = n / 2;
            base += (base[half] <= price) * half;
            n -= half;
        }
        o = std::to_chars(o, out + sizeof out, base - bound + 1).ptr;
        *o++ = '\n';
    }
    fwrite(out, 1, o - out, stdout);
}
