// Integer roots by bits, by Newton, and by counting odd numbers.
#include "check.hpp"

namespace {

std::uint32_t by_bits(std::uint32_t value) {
    std::uint32_t result = 0, bit = 1u << 30;
    while (bit > value) bit >>= 2;
    for (; bit != 0; bit >>= 2) {
        if (value >= result + bit) {
            value -= result + bit;
            result = (result >> 1) + bit;
        } else {
            result >>= 1;
        }
    }
    return result;
}

std::uint32_t by_newton(std::uint32_t value) {
    if (value == 0) return 0;
    std::uint64_t guess = value;
    while (true) {
        std::uint64_t better = (guess + value / guess) / 2;
        if (better >= guess) return static_cast<std::uint32_t>(guess);
        guess = better;
    }
}

std::uint32_t by_counting(std::uint32_t value) {
    std::uint32_t odd = 1, root = 0;
    while (value >= odd) {
        value -= odd;
        odd += 2;
        root++;
    }
    return root;
}

int cube_root(std::uint64_t value) {
    int root = 0;
    for (int step = 1 << 20; step != 0; step >>= 1) {
        std::uint64_t next = static_cast<std::uint64_t>(root + step);
        if (next * next * next <= value) root += step;
    }
    return root;
}

}  // namespace

int main() {
    CHECK(by_bits(hide(0u)) == 0 && by_bits(hide(0xffffffffu)) == 65535);
    CHECK(by_newton(hide(0xffffffffu)) == 65535);
    for (std::uint32_t i = 0; i < 2000; i++) {
        std::uint32_t value = hide(i) * i * 3 + i;
        std::uint32_t root = by_bits(value);
        CHECK(root == by_newton(value));
        if (i % 16 == 0) CHECK(root == by_counting(value));
        CHECK(root * root <= value && value - root * root <= 2 * root);
        CHECK(cube_root(static_cast<std::uint64_t>(value) * value * value) == static_cast<int>(value) ||
              value > 2000000);
        note(root);
    }
    return finish();
}
