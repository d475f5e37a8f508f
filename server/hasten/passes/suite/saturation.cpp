// Sums and products that stop at the ends of their types.
#include "check.hpp"

namespace {

std::int32_t add(std::int32_t a, std::int32_t b) {
    std::int32_t sum;
    if (!__builtin_add_overflow(a, b, &sum)) return sum;
    return a < 0 ? INT32_MIN : INT32_MAX;
}

std::int32_t add_widely(std::int32_t a, std::int32_t b) {
    std::int64_t sum = static_cast<std::int64_t>(a) + b;
    return sum < INT32_MIN ? INT32_MIN : sum > INT32_MAX ? INT32_MAX : static_cast<std::int32_t>(sum);
}

std::uint8_t blend(std::uint8_t a, std::uint8_t b) {
    int sum = a + b;
    return static_cast<std::uint8_t>(sum > 255 ? 255 : sum);
}

std::uint32_t subtract(std::uint32_t a, std::uint32_t b) { return a > b ? a - b : 0; }

std::int64_t multiply(std::int64_t a, std::int64_t b) {
    std::int64_t product;
    if (!__builtin_mul_overflow(a, b, &product)) return product;
    return (a < 0) != (b < 0) ? INT64_MIN : INT64_MAX;
}

}  // namespace

int main() {
    static const std::int32_t edges[] = {INT32_MIN, INT32_MIN + 1, -65536, -1, 0, 1, 2, 65535,
                                         INT32_MAX - 1, INT32_MAX};
    for (std::int32_t a : edges) {
        for (std::int32_t b : edges) {
            std::int32_t x = hide(a), y = hide(b);
            CHECK(add(x, y) == add_widely(x, y));
            std::uint32_t unsigned_sum;
            bool overflow = __builtin_add_overflow(static_cast<std::uint32_t>(x),
                                                   static_cast<std::uint32_t>(y), &unsigned_sum);
            CHECK(overflow == (unsigned_sum < static_cast<std::uint32_t>(x)));
            std::uint32_t less = subtract(static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y));
            CHECK(less <= static_cast<std::uint32_t>(x));
            std::int64_t product = multiply(static_cast<std::int64_t>(x) * 3, static_cast<std::int64_t>(y) * 5);
            __int128 exact = static_cast<__int128>(static_cast<std::int64_t>(x) * 3) *
                             (static_cast<std::int64_t>(y) * 5);
            if (exact > INT64_MAX) exact = INT64_MAX;
            if (exact < INT64_MIN) exact = INT64_MIN;
            CHECK(product == static_cast<std::int64_t>(exact));
            note(add(x, y));
            note(less);
            note(product);
        }
    }
    for (int a = 0; a < 256; a += 5) {
        for (int b = 0; b < 256; b += 7) {
            int sum = blend(hide(static_cast<std::uint8_t>(a)), hide(static_cast<std::uint8_t>(b)));
            CHECK(sum == (a + b < 255 ? a + b : 255));
        }
    }
    return finish();
}
