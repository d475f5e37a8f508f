// Fields of a few bits, written beside one another.
#include "check.hpp"

namespace {

struct Packed {
    unsigned low : 3;
    int small : 5;
    unsigned long long wide : 41;
    unsigned flag : 1;
    signed char byte : 7;
    unsigned : 0;
    unsigned last : 13;
};

struct Plain {
    unsigned low;
    int small;
    unsigned long long wide;
    unsigned flag;
    int byte;
    unsigned last;
};

int extended(unsigned value, int bits) {
    unsigned sign = 1u << (bits - 1);
    value &= (sign << 1) - 1;
    return static_cast<int>(value ^ sign) - static_cast<int>(sign);
}

}  // namespace

int main() {
    Random random(5);
    Packed packed = {};
    Plain plain = {};
    for (int round = 0; round < 500; round++) {
        std::uint32_t value = random.next();
        switch (random.below(7)) {
            case 0: packed.low = value; plain.low = value & 7; break;
            case 1: packed.small = static_cast<int>(value); plain.small = extended(value, 5); break;
            case 2:
                packed.wide = value * 1023ull;
                plain.wide = value * 1023ull & ((1ull << 41) - 1);
                break;
            case 3: packed.flag ^= 1; plain.flag ^= 1; break;
            case 4: packed.byte = static_cast<signed char>(value); plain.byte = extended(value, 7); break;
            case 5: packed.last += value; plain.last = (plain.last + value) & 8191; break;
            default: packed.low++; plain.low = (plain.low + 1) & 7; break;
        }
        CHECK(packed.low == plain.low && packed.small == plain.small);
        CHECK(packed.wide == plain.wide && packed.flag == plain.flag);
        CHECK(packed.byte == plain.byte && packed.last == plain.last);
        Packed copy = packed;
        note(static_cast<unsigned long long>(copy.wide) + copy.last + static_cast<unsigned>(copy.small));
    }
    return finish();
}
