#include <cstdint>
#include <cstdio>

static char text[1 << 17];

int main() {
    text[fread(text, 1, sizeof text - 1, stdin)] = 0;
    const char *p = text, *best = text;
    while (*p > ' ') ++p;
    uint64_t top = 0;
    int count = 0, length = 0;
    while (*p) {
        while (*p && *p <= ' ') ++p;
        if (!*p) break;
        const char *from = p;
        uint64_t version = 0;
        for (int part = 0; part < 4; ++part) {
            uint64_t value = 0;
            while (*p >= '0') value = value * 10 + (*p++ - '0');
            p += *p == '.';
            version = version << 16 | value;
        }
        if (version > top || count == 0) {
            top = version;
            count = 0;
            best = from;
            length = static_cast<int>(p - from);
        }
        count += version == top;
    }
    printf("%.*s %d\n", length, best, count);
}
