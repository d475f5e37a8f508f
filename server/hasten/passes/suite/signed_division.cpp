// Quotients and remainders of all signs, by constants and by variables.
#include "check.hpp"

namespace {

template <int Divisor>
void by_constant(int value) {
    int quotient = value / Divisor, remainder = value % Divisor;
    CHECK(quotient * Divisor + remainder == value);
    CHECK((remainder < 0 ? -remainder : remainder) < (Divisor < 0 ? -Divisor : Divisor));
    CHECK(remainder == 0 || (remainder < 0) == (value < 0));
    CHECK(quotient == value / hide(Divisor) && remainder == value % hide(Divisor));
    note(quotient);
    note(remainder);
}

int floor_division(int value, int divisor) {
    int quotient = value / divisor;
    return quotient * divisor != value && (value < 0) != (divisor < 0) ? quotient - 1 : quotient;
}

}  // namespace

int main() {
    for (int step = -40; step <= 40; step++) {
        int value = hide(step) * 53687091 + step % 7;
        by_constant<1>(value);
        by_constant<2>(value);
        by_constant<-2>(value);
        by_constant<3>(value);
        by_constant<7>(value);
        by_constant<-10>(value);
        by_constant<64>(value);
        by_constant<1000003>(value);
        CHECK(floor_division(value, 16) == value >> 4);
        CHECK(floor_division(value, -16) == floor_division(-value, 16));
        unsigned wide = static_cast<unsigned>(value);
        CHECK(wide / 8 == wide >> 3 && wide % 8 == (wide & 7));
        CHECK(wide / 10 * 10 + wide % 10 == wide);
        long long big = static_cast<long long>(value) * 1234567;
        CHECK(big / 1234567 == value && big % 1234567 == 0);
        CHECK((big + 5) % 10 == (big + 5) - (big + 5) / 10 * 10);
    }
    return finish();
}
