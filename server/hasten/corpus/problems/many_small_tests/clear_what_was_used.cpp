#include <cstdio>

static unsigned char count[200001];
static char text[1 << 18];

int main() {
    text[fread(text, 1, sizeof text - 1, stdin)] = 0;
    const char *p = text;
    auto number = [&p] {
        while (*p && *p <= ' ') ++p;
        int v = 0;
        while (*p > ' ') v = v * 10 + (*p++ - '0');
        return v;
    };
    for (int t = number(); t; --t) {
        int n = number(), value[50], best = 0, most = 0;
        for (int i = 0; i < n; ++i) {
            int x = value[i] = number();
            int c = ++count[x];
            if (c > most || (c == most && x < best)) {
                most = c;
                best = x;
            }
        }
        int missing = 0;
        while (count[missing]) ++missing;
        printf("%d %d\n", missing, best);
        for (int i = 0; i < n; ++i) count[value[i]] = 0;
    }
}
