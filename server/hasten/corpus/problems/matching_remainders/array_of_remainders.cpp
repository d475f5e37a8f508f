#include <cstdio>

static char text[20002 * 11];
static unsigned short seen[100000];

int main() {
    const char *end = text + fread(text, 1, sizeof text - 1, stdin);
    const char *p = text;
    auto number = [&] {
        while (p < end && *p <= ' ') ++p;
        unsigned value = 0;
        for (; *p > ' '; ++p) value = value * 10 + (*p - '0');
        return value;
    };
    unsigned n = number(), m = number();
    long long pairs = 0;
    while (n--) pairs += seen[number() % m]++;
    printf("%lld\n", pairs);
}
