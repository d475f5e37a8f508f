// Bits counted, found and spread in several ways that have to agree.
#include "check.hpp"

namespace {

int by_loop(std::uint32_t value) {
    int count = 0;
    for (; value != 0; value >>= 1) count += value & 1;
    return count;
}

int by_clearing(std::uint32_t value) {
    int count = 0;
    while (value != 0) {
        value &= value - 1;
        count++;
    }
    return count;
}

int in_parallel(std::uint32_t value) {
    value -= value >> 1 & 0x55555555u;
    value = (value & 0x33333333u) + (value >> 2 & 0x33333333u);
    value = (value + (value >> 4)) & 0x0f0f0f0fu;
    return static_cast<int>(value * 0x01010101u >> 24);
}

int leading(std::uint32_t value) {
    int count = 0;
    for (std::uint32_t mask = 0x80000000u; mask != 0 && (value & mask) == 0; mask >>= 1) count++;
    return count;
}

int trailing(std::uint32_t value) {
    int count = 0;
    while (count < 32 && (value >> count & 1) == 0) count++;
    return count;
}

std::uint64_t interleaved(std::uint32_t x, std::uint32_t y) {
    std::uint64_t result = 0;
    for (int i = 0; i < 32; i++) {
        result |= static_cast<std::uint64_t>(x >> i & 1) << (2 * i);
        result |= static_cast<std::uint64_t>(y >> i & 1) << (2 * i + 1);
    }
    return result;
}

}  // namespace

int main() {
    Random random(2024);
    for (int round = 0; round < 300; round++) {
        std::uint32_t value = random.next() >> random.below(32) << random.below(32);
        int count = by_loop(value);
        CHECK(count == by_clearing(value));
        CHECK(count == in_parallel(value));
        CHECK(count == __builtin_popcount(value));
        if (value != 0) {
            CHECK(leading(value) == __builtin_clz(value));
            CHECK(trailing(value) == __builtin_ctz(value));
            CHECK((value & -value) == 1u << trailing(value));
        } else {
            CHECK(leading(value) == 32 && trailing(value) == 32);
        }
        std::uint64_t both = interleaved(value, ~value);
        CHECK(__builtin_popcountll(both) == 32);
        CHECK(__builtin_parity(value) == (count & 1));
        note(both);
    }
    return finish();
}
