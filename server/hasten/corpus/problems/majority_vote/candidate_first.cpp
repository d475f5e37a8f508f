#include <cstdint>
#include <cstdio>
#include <vector>

static char text[1 << 18];
static uint32_t table[1 << 15];

int main() {
    text[fread(text, 1, sizeof text - 1, stdin)] = 0;
    const char *p = text;
    auto number = [&p] {
        while (*p && *p <= ' ') ++p;
        uint32_t v = 0;
        while (*p > ' ') v = v * 10 + (*p++ - '0');
        return v;
    };
    uint32_t n = number(), candidate = 0, lead = 0;
    std::vector<uint32_t> votes(n);
    for (auto &vote : votes) {
        vote = number();
        if (lead == 0) candidate = vote;
        lead += vote == candidate ? 1 : -1;
    }
    uint32_t count = 0;
    for (auto vote : votes) count += vote == candidate;
    if (count > n / 2) {
        printf("%u %u\n", candidate, count);
        return 0;
    }
    int different = 0;
    for (auto vote : votes) {
        uint32_t slot = (vote * 2654435769u) >> 17;
        while (table[slot] && table[slot] != vote) slot = (slot + 1) & 0x7fff;
        different += table[slot] == 0;
        table[slot] = vote;
    }
    printf("none %d\n", different);
}
