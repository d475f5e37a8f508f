#include <cstdio>

static char text[1 << 19];

int main() {
    text[fread(text, 1, sizeof text - 1, stdin)] = 0;
    const char *p = text;
    auto number = [&p] {
        while (*p < '0' || *p > '9') ++p;
        int v = 0;
        while (*p >= '0' && *p <= '9') v = v * 10 + (*p++ - '0');
        return v;
    };
    int n = number(), count[3] = {0, 0, 0};
    long long twice = 0;
    while (n--) {
        while (*p <= ' ') ++p;
        char kind = *p;
        int a = number();
        if (kind == 's') {
            ++count[0];
            twice += 2LL * a * a;
        } else {
            int b = number();
            long long product = 1LL * a * b;
            bool triangle = kind == 't';
            ++count[1 + triangle];
            twice += triangle ? product : 2 * product;
        }
    }
    printf("%lld %d %d %d\n", twice, count[0], count[1], count[2]);
}
