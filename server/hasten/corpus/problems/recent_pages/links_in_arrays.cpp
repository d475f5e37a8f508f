#include <cstdio>

static int slot_of[1000001];
static int page[1002], older[1002], newer[1002];
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
    int c = number(), n = number(), used = 0, hits = 0;
    long long sum = 0;
    // Slot 0 ties the ends: newer[0] is the oldest page, older[0] the newest.
    auto cut = [](int s) {
        newer[older[s]] = newer[s];
        older[newer[s]] = older[s];
    };
    while (n--) {
        int x = number(), s = slot_of[x];
        if (s) {
            ++hits;
            cut(s);
        } else {
            if (used < c) {
                s = ++used;
            } else {
                s = newer[0];
                cut(s);
                slot_of[page[s]] = 0;
                sum -= page[s];
            }
            page[s] = x;
            slot_of[x] = s;
            sum += x;
        }
        older[s] = older[0];
        newer[s] = 0;
        newer[older[0]] = s;
        older[0] = s;
    }
    printf("%d %lld\n", hits, sum);
}
