// Zeros with signs, infinities, numbers that are none, and what compares with what.
#include "check.hpp"

#include <cmath>
#include <limits>

namespace {

std::uint64_t bits(double value) {
    std::uint64_t result;
    std::memcpy(&result, &value, sizeof result);
    return result;
}

int relation(double a, double b) {
    int code = 0;
    if (a < b) code |= 1;
    if (a > b) code |= 2;
    if (a == b) code |= 4;
    if (a != b) code |= 8;
    if (a <= b) code |= 16;
    if (!(a >= b)) code |= 32;
    return code;
}

double smaller(double a, double b) { return a < b ? a : b; }

double clamp(double x, double low, double high) {
    if (x < low) return low;
    if (!(x <= high)) return high;
    return x;
}

}  // namespace

int main() {
    const double infinity = std::numeric_limits<double>::infinity();
    const double none = std::numeric_limits<double>::quiet_NaN();
    const double values[] = {-infinity, -1.5, -0.0, 0.0, 4.9e-324, 1.0, 1e308, infinity, none};
    for (double one : values) {
        for (double other : values) {
            double a = hide(one), b = hide(other);
            int code = relation(a, b);
            bool unordered = a != a || b != b;
            CHECK(unordered ? code == (8 | 32) : ((code & 7) == 1 || (code & 7) == 2 || (code & 7) == 4));
            CHECK(std::isunordered(a, b) == unordered);
            CHECK(bits(smaller(a, b)) == bits(a < b ? a : b));
            note(code);
            if (!unordered) {
                note(bits(smaller(a, b)));
                double sum = a + b, product = a * b;
                if (sum == sum) note(bits(sum));
                if (product == product) note(bits(product));
                CHECK((sum != sum) == (std::isinf(a) && std::isinf(b) && (a < 0) != (b < 0)));
            }
        }
        double a = hide(one);
        CHECK(bits(-a) == (bits(a) ^ 0x8000000000000000ull));
        CHECK(bits(std::fabs(a)) == (bits(a) & 0x7fffffffffffffffull));
        CHECK(std::signbit(a) == (bits(a) >> 63 == 1));
        CHECK(a != a || bits(a + 0.0) == (a == 0 ? 0 : bits(a)));
        CHECK(a != a || bits(a - 0.0) == bits(a));
        CHECK((a == a) == !std::isnan(a));
        double within = clamp(a, -2, 2);
        CHECK(within >= -2 && within <= 2);
        CHECK(a != a || a - a == 0 || std::isinf(a));
    }
    CHECK(1 / hide(-0.0) == -infinity && 1 / hide(0.0) == infinity);
    CHECK(std::isnan(hide(0.0) / hide(0.0)) && std::isnan(std::sqrt(hide(-1.0))));
    CHECK(hide(1e308) * 10 == infinity && hide(4.9e-324) / 2 == 0);
    CHECK(std::fmod(hide(-7.5), 2) == -1.5 && std::floor(hide(-0.5)) == -1 && std::trunc(hide(-1.7)) == -1);
    CHECK(hide(0.1) + hide(0.2) != 0.3 && hide(0.1f) + hide(0.2f) == 0.3f);
    return finish();
}
