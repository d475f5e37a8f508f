// Shifts, rotations and funnels of every width.
#include "check.hpp"

namespace {

std::uint32_t rotate_left(std::uint32_t value, unsigned by) {
    by &= 31;
    return by == 0 ? value : value << by | value >> (32 - by);
}

std::uint8_t rotate_byte(std::uint8_t value, unsigned by) {
    by &= 7;
    return static_cast<std::uint8_t>(value << by | value >> ((8 - by) & 7));
}

std::uint64_t rotate_slowly(std::uint64_t value, unsigned by) {
    for (unsigned i = 0; i < by; i++) value = value << 1 | value >> 63;
    return value;
}

std::uint64_t swap_bytes(std::uint64_t value) {
    std::uint64_t swapped = 0;
    for (int i = 0; i < 8; i++) swapped |= (value >> (8 * i) & 0xff) << (56 - 8 * i);
    return swapped;
}

}  // namespace

int main() {
    std::uint32_t seed = hide(0x9e3779b9u);
    for (unsigned by = 0; by < 70; by++) {
        unsigned hidden = hide(by);
        std::uint32_t turned = rotate_left(seed, hidden);
        CHECK(rotate_left(turned, 32 - (hidden & 31)) == seed);
        std::uint64_t wide = static_cast<std::uint64_t>(seed) * 0x100000001b3ull;
        std::uint64_t once = rotate_slowly(wide, hidden);
        unsigned rest = hidden & 63;
        CHECK(once == (rest == 0 ? wide : wide << rest | wide >> (64 - rest)));
        std::uint8_t small = static_cast<std::uint8_t>(seed >> (by & 15));
        CHECK(rotate_byte(rotate_byte(small, hidden), 8 - (hidden & 7)) == small);
        std::int32_t negative = -static_cast<std::int32_t>(hidden) - 1;
        CHECK(negative >> 1 == (negative - 1) / 2 || (negative & 1) == 0);
        CHECK(~(~negative >> 3) == negative >> 3);
        CHECK(swap_bytes(swap_bytes(once)) == once);
        CHECK((swap_bytes(once) & 0xff) == once >> 56);
        note(turned);
        note(once);
        note(rotate_byte(small, hidden));
    }
    return finish();
}
