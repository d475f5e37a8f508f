// Arithmetic in bytes and shorts: promotions, truncations, and where they wrap.
#include "check.hpp"

namespace {

std::int8_t signed_sum(const std::int8_t* values, int count) {
    std::int8_t sum = 0;
    for (int i = 0; i < count; i++) sum = static_cast<std::int8_t>(sum + values[i]);
    return sum;
}

std::uint16_t fletcher(const std::uint8_t* values, int count) {
    std::uint16_t low = 0, high = 0;
    for (int i = 0; i < count; i++) {
        low = static_cast<std::uint16_t>((low + values[i]) % 255);
        high = static_cast<std::uint16_t>((high + low) % 255);
    }
    return static_cast<std::uint16_t>(high << 8 | low);
}

int steps_until_zero(std::uint8_t from, std::uint8_t step) {
    int steps = 0;
    for (std::uint8_t i = from; i != 0; i = static_cast<std::uint8_t>(i + step)) steps++;
    return steps;
}

}  // namespace

int main() {
    std::int8_t values[256];
    std::uint8_t bytes[256];
    for (int i = 0; i < 256; i++) {
        values[i] = static_cast<std::int8_t>(hide(i) * 37);
        bytes[i] = static_cast<std::uint8_t>(values[i]);
    }
    int wide = 0;
    for (int count = 0; count <= 256; count++) {
        CHECK(signed_sum(values, count) == static_cast<std::int8_t>(wide));
        if (count < 256) wide += values[count];
    }
    CHECK(fletcher(reinterpret_cast<const std::uint8_t*>("abcde"), hide(5)) == 0xc8f0);
    CHECK(fletcher(reinterpret_cast<const std::uint8_t*>("abcdefgh"), hide(8)) == 0x0627);
    for (int step = 1; step < 256; step += 2) {
        int steps = steps_until_zero(hide<std::uint8_t>(1), static_cast<std::uint8_t>(step));
        CHECK((1 + steps * step) % 256 == 0);
        note(steps);
    }
    std::int16_t small = hide<std::int16_t>(-32768);
    CHECK(static_cast<std::int16_t>(-small) == small);
    CHECK(static_cast<std::uint16_t>(small) == 32768);
    CHECK(static_cast<std::int8_t>(small >> 4) == 0);
    CHECK(static_cast<std::uint8_t>(~hide<std::uint8_t>(0x5a)) == 0xa5);
    CHECK(~hide<std::uint8_t>(0x5a) == -0x5b);
    note(fletcher(bytes, 256));
    return finish();
}
