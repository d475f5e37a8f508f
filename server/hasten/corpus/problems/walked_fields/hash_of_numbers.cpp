#include <cstdint>
#include <cstdio>

static char walk[20002];
static uint32_t key[1 << 15];
static uint8_t visits[1 << 15];

int main() {
    if (scanf("%20001s", walk) != 1) return 1;
    uint32_t at = 1u << 31 | 1u << 15;
    int fields = 0, often = 0;
    auto touch = [&] {
        uint32_t slot = (at * 2654435769u) >> 17;
        while (visits[slot] && key[slot] != at) slot = (slot + 1) & 0x7fff;
        fields += visits[slot] == 0;
        often += visits[slot] == 2;
        key[slot] = at;
        if (visits[slot] < 3) ++visits[slot];
    };
    touch();
    for (const char *c = walk; *c; ++c) {
        switch (*c) {
            case 'N': ++at; break;
            case 'S': --at; break;
            case 'E': at += 1u << 16; break;
            default: at -= 1u << 16;
        }
        touch();
    }
    printf("%d %d\n", fields, often);
}
