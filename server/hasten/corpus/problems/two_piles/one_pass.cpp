#include <cstdio>
#include <cstdlib>

static char text[20000 * 12 + 16];
static int card[20000];

int main() {
    text[fread(text, 1, sizeof text - 1, stdin)] = '\0';
    const char *at = text;
    auto next = [&at] {
        while (*at != '-' && (*at < '0' || *at > '9')) ++at;
        bool minus = *at == '-';
        at += minus;
        int value = 0;
        while (*at >= '0' && *at <= '9') value = value * 10 + (*at++ - '0');
        return minus ? -value : value;
    };
    int n = next();
    long long gap = 0;
    for (int i = 0; i < n; ++i) {
        card[i] = next();
        gap -= card[i];
    }
    long long best = -1;
    for (int i = 0; i + 1 < n; ++i) {
        gap += 2LL * card[i];
        long long now = llabs(gap);
        if (best < 0 || now < best) best = now;
    }
    printf("%lld\n", best);
}
