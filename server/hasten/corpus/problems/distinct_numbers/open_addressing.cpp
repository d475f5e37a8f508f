#include <cstdio>
#include <cstdint>

static char text[1 << 19];
static uint32_t table[1 << 16];
static bool used[1 << 16];

int main() {
    size_t length = fread(text, 1, sizeof text - 1, stdin);
    text[length] = 0;
    const char *p = text;
    auto next = [&p]() {
        while (*p != '-' && (*p < '0' || *p > '9')) ++p;
        bool negative = *p == '-';
        if (negative) ++p;
        int value = 0;
        while (*p >= '0' && *p <= '9') value = value * 10 + (*p++ - '0');
        return negative ? -value : value;
    };
    int n = next(), different = 0;
    for (int i = 0; i < n; ++i) {
        uint32_t value = static_cast<uint32_t>(next());
        uint32_t slot = (value * 2654435769u) >> 16;
        while (used[slot] && table[slot] != value) slot = (slot + 1) & 0xffff;
        if (!used[slot]) {
            used[slot] = true;
            table[slot] = value;
            ++different;
        }
    }
    printf("%d\n", different);
}
