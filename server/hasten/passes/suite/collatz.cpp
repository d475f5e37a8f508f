// Lengths of Collatz chains, with and without a memory.
#include "check.hpp"

namespace {

std::uint16_t known[5000];

int plain(std::uint64_t n) {
    int steps = 0;
    while (n != 1) {
        n = n % 2 == 0 ? n / 2 : 3 * n + 1;
        steps++;
    }
    return steps;
}

int remembered(std::uint64_t n) {
    if (n == 1) return 0;
    if (n < 5000 && known[n] != 0) return known[n];
    int steps = 1 + remembered(n & 1 ? 3 * n + 1 : n >> 1);
    if (n < 5000) known[n] = static_cast<std::uint16_t>(steps);
    return steps;
}

}  // namespace

int main() {
    int longest = 0, from = 0;
    for (int n = 1; n < hide(3000); n++) {
        int steps = remembered(static_cast<std::uint64_t>(n));
        if (n % 17 == 0) CHECK(steps == plain(static_cast<std::uint64_t>(n)));
        if (steps > longest) {
            longest = steps;
            from = n;
        }
    }
    CHECK(longest == 216 && from == 2919);
    CHECK(plain(hide(27ull)) == 111);
    note(known);
    return finish();
}
