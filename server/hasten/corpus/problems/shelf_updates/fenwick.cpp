#include <charconv>
#include <cstdio>

static char in[1 << 19], out[1 << 18];
static long long tree[10001];
static int stock[10001];

int main() {
    in[fread(in, 1, sizeof in - 1, stdin)] = 0;
    const char *p = in;
    auto number = [&p] {
        while (*p < '0' || *p > '9') ++p;
        int v = 0;
        while (*p >= '0' && *p <= '9') v = v * 10 + (*p++ - '0');
        return v;
    };
    auto prefix = [](int i) {
        long long sum = 0;
        for (; i > 0; i &= i - 1) sum += tree[i];
        return sum;
    };
    int n = number(), q = number();
    for (int i = 1; i <= n; ++i) tree[i] = stock[i] = number();
    for (int i = 1; i <= n; ++i) {
        int above = i + (i & -i);
        if (above <= n) tree[above] += tree[i];
    }
    char *o = out;
    while (q--) {
        while (*p != 's') ++p;
        bool setting = p[1] == 'e';
        int a = number(), b = number();
        if (setting) {
            int change = b - stock[a];
            stock[a] = b;
            for (; a <= n; a += a & -a) tree[a] += change;
        } else {
            o = std::to_chars(o, out + sizeof out, prefix(b) - prefix(a - 1)).ptr;
            *o++ = '\n';
        }
    }
    fwrite(out, 1, o - out, stdout);
}
