// A Mersenne twister of our own against the values that the standard demands.
#include "check.hpp"

namespace {

struct Twister {
    std::uint32_t state[624];
    int index = 624;

    explicit Twister(std::uint32_t seed) {
        state[0] = seed;
        for (std::uint32_t i = 1; i < 624; i++) {
            state[i] = 1812433253u * (state[i - 1] ^ state[i - 1] >> 30) + i;
        }
    }

    void twist() {
        for (int i = 0; i < 624; i++) {
            std::uint32_t y = (state[i] & 0x80000000u) | (state[(i + 1) % 624] & 0x7fffffffu);
            state[i] = state[(i + 397) % 624] ^ y >> 1 ^ (y & 1 ? 0x9908b0dfu : 0);
        }
        index = 0;
    }

    std::uint32_t next() {
        if (index >= 624) twist();
        std::uint32_t y = state[index++];
        y ^= y >> 11;
        y ^= y << 7 & 0x9d2c5680u;
        y ^= y << 15 & 0xefc60000u;
        return y ^ y >> 18;
    }
};

}  // namespace

int main() {
    Twister twister(hide(5489u));
    std::uint32_t last = 0;
    for (int i = 0; i < hide(10000); i++) {
        last = twister.next();
        note(last);
    }
    CHECK(last == 4123659995u);
    return finish();
}
