#include <cstdint>
#include <cstdio>
#include <cstring>

static char a[2100], b[2100];
static uint64_t match[26][33], state[33];

int main() {
    if (scanf("%2099s %2099s", a, b) != 2) return 1;
    int n = static_cast<int>(strlen(a)), blocks = (n + 63) / 64;
    for (int i = 0; i < n; ++i) match[a[i] - 'A'][i / 64] |= 1ULL << (i % 64);
    memset(state, 0xff, sizeof state);
    for (const char *c = b; *c; ++c) {
        uint64_t carry = 0;
        for (int k = 0; k < blocks; ++k) {
            uint64_t v = state[k], u = v & match[*c - 'A'][k];
            uint64_t sum;
            bool over = __builtin_add_overflow(v, u, &sum);
            over |= __builtin_add_overflow(sum, carry, &sum);
            state[k] = sum | (v - u);
            carry = over;
        }
    }
    int length = 0;
    for (int i = 0; i < n; ++i) length += !(state[i / 64] >> (i % 64) & 1);
    printf("%d\n", length);
}
