#include <cstdio>
#include <string>
#include <charconv>

static long long prefix[5001];
static char in[1 << 18], out[1 << 17];

int main() {
    in[fread(in, 1, sizeof in - 1, stdin)] = 0;
    const char *p = in;
    auto number = [&p] {
        while (*p && *p < '0') ++p;
        int v = 0;
        while (*p >= '0') v = v * 10 + (*p++ - '0');
        return v;
    };
    int n = number(), q = number();
    for (int i = 1; i <= n; ++i) prefix[i] = prefix[i - 1] + number();
    char *o = out;
    while (q--) {
        long long before = prefix[number() - 1];
        o = std::to_chars(o, out + sizeof out, prefix[number()] - before).ptr;
        *o++ = '\n';
    }
    fwrite(out, 1, o - out, stdout);
}
