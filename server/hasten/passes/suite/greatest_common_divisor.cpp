// Greatest common divisors by division, by shifts, and with Bezout's numbers.
#include "check.hpp"

namespace {

std::uint32_t by_division(std::uint32_t a, std::uint32_t b) {
    return b == 0 ? a : by_division(b, a % b);
}

std::uint32_t by_shifts(std::uint32_t a, std::uint32_t b) {
    if (a == 0 || b == 0) return a | b;
    int shift = 0;
    while (((a | b) & 1) == 0) {
        a >>= 1;
        b >>= 1;
        shift++;
    }
    while ((a & 1) == 0) a >>= 1;
    do {
        while ((b & 1) == 0) b >>= 1;
        if (a > b) {
            std::uint32_t t = a;
            a = b;
            b = t;
        }
        b -= a;
    } while (b != 0);
    return a << shift;
}

long long bezout(long long a, long long b, long long& x, long long& y) {
    if (b == 0) {
        x = 1;
        y = 0;
        return a;
    }
    long long inner_x, inner_y;
    long long divisor = bezout(b, a % b, inner_x, inner_y);
    x = inner_y;
    y = inner_x - a / b * inner_y;
    return divisor;
}

}  // namespace

int main() {
    CHECK(by_division(hide(1071u), hide(462u)) == 21);
    CHECK(by_shifts(hide(0u), hide(9u)) == 9);
    Random random(7);
    for (int round = 0; round < 400; round++) {
        std::uint32_t shared = 1 + random.below(200);
        std::uint32_t a = random.below(20000) * shared, b = random.below(20000) * shared;
        std::uint32_t divisor = by_division(a, b);
        CHECK(divisor == by_shifts(a, b));
        CHECK(divisor % shared == 0);
        long long x, y;
        long long same = bezout(a, b, x, y);
        CHECK(same == divisor);
        CHECK(a * x + b * y == same);
        note(x);
        note(y);
    }
    return finish();
}
