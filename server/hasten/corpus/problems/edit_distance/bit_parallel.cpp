#include <cstdint>
#include <cstdio>
#include <cstring>

static char a[1100], b[1100];
static uint64_t match[26][17];

int main() {
    if (scanf("%1099s %1099s", a, b) != 2) return 1;
    int n = static_cast<int>(strlen(a)), blocks = (n + 63) / 64;
    for (int i = 0; i < n; ++i) match[a[i] - 'a'][i / 64] |= 1ULL << (i % 64);
    uint64_t up[17], down[17];
    for (int k = 0; k < blocks; ++k) up[k] = ~0ULL, down[k] = 0;
    int score = n;
    uint64_t last = 1ULL << ((n - 1) % 64);
    for (const char *c = b; *c; ++c) {
        uint64_t carry_up = 1, carry_down = 0;
        for (int k = 0; k < blocks; ++k) {
            uint64_t p = up[k], m = down[k], eq = match[*c - 'a'][k];
            uint64_t xv = eq | m;
            eq |= carry_down;
            uint64_t xh = (((eq & p) + p) ^ p) | eq;
            uint64_t ph = m | ~(xh | p), mh = p & xh;
            if (k == blocks - 1) {
                if (ph & last) ++score;
                if (mh & last) --score;
            }
            uint64_t out_up = ph >> 63, out_down = mh >> 63;
            ph = (ph << 1) | carry_up;
            mh = (mh << 1) | carry_down;
            carry_up = out_up;
            carry_down = out_down;
            up[k] = mh | ~(xv | ph);
            down[k] = ph & xv;
        }
    }
    printf("%d\n", score);
}
