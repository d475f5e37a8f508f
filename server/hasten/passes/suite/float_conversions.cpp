// Numbers turned from one type into another and back.
#include "check.hpp"

namespace {

float from_parts(bool negative, int exponent, std::uint32_t fraction) {
    std::uint32_t bits = static_cast<std::uint32_t>(negative) << 31 | static_cast<std::uint32_t>(exponent + 127) << 23 | fraction;
    float value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

std::uint16_t to_half(float value) {
    std::uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    std::uint32_t sign = bits >> 16 & 0x8000u;
    int exponent = static_cast<int>(bits >> 23 & 0xff) - 112;
    std::uint32_t fraction = bits & 0x7fffffu;
    if (exponent >= 31) return static_cast<std::uint16_t>(sign | 0x7c00u);
    if (exponent <= 0) {
        if (exponent < -10) return static_cast<std::uint16_t>(sign);
        fraction = (fraction | 0x800000u) >> (1 - exponent);
        return static_cast<std::uint16_t>(sign | ((fraction + 0x1000u) >> 13));
    }
    return static_cast<std::uint16_t>(sign | ((static_cast<std::uint32_t>(exponent) << 23 | fraction) + 0x1000u) >> 13);
}

float from_half(std::uint16_t half) {
    int exponent = half >> 10 & 31;
    std::uint32_t fraction = half & 0x3ffu;
    if (exponent == 0) {
        float tiny = static_cast<float>(fraction) * (1.0f / 16777216.0f);
        return half & 0x8000 ? -tiny : tiny;
    }
    return from_parts(half >> 15, exponent - 15, fraction << 13);
}

}  // namespace

int main() {
    CHECK(static_cast<int>(hide(2.9)) == 2 && static_cast<int>(hide(-2.9)) == -2);
    CHECK(static_cast<unsigned char>(hide(255.7f)) == 255);
    CHECK(static_cast<long long>(hide(9007199254740993.0)) == 9007199254740992LL);
    CHECK(static_cast<float>(hide(16777217)) == 16777216.0f);
    CHECK(static_cast<double>(hide(16777217)) == 16777217.0);
    CHECK(static_cast<float>(hide(0xffffffffffffffffull)) == 18446744073709551616.0f);
    CHECK(static_cast<std::uint64_t>(hide(1.5e19)) == 15000000000000000000ull);
    CHECK(static_cast<double>(hide(0x8000000000000401ull)) == 9223372036854777856.0);
    CHECK(static_cast<float>(hide(1.00000017881393432617)) == 1.0000002f);
    CHECK(static_cast<bool>(hide(0.25)) && !static_cast<bool>(hide(-0.0)));
    for (int half = 0; half < 0x7c00; half += 3) {
        float value = from_half(static_cast<std::uint16_t>(hide(half)));
        CHECK(to_half(value) == half && to_half(-value) == (half | 0x8000));
        note(value);
    }
    Random random(1985);
    for (int round = 0; round < 500; round++) {
        int whole = static_cast<int>(random.next() << 1);
        CHECK(static_cast<int>(static_cast<double>(whole)) == whole);
        CHECK(static_cast<unsigned>(static_cast<double>(static_cast<unsigned>(whole))) == static_cast<unsigned>(whole));
        float single = static_cast<float>(whole);
        CHECK(static_cast<double>(single) - whole <= 64 && whole - static_cast<double>(single) <= 64);
        std::int16_t small = static_cast<std::int16_t>(whole);
        CHECK(static_cast<std::int16_t>(static_cast<float>(small)) == small);
        note(single);
        note(static_cast<std::int64_t>(single) * 3);
    }
    return finish();
}
