// Factorials and Fibonacci numbers in base one thousand million.
#include "check.hpp"

namespace {

struct Big {
    std::uint32_t part[40] = {};
    int used = 1;
};

void multiply(Big& number, std::uint32_t factor) {
    std::uint64_t carry = 0;
    for (int i = 0; i < number.used; i++) {
        carry += static_cast<std::uint64_t>(number.part[i]) * factor;
        number.part[i] = static_cast<std::uint32_t>(carry % 1000000000u);
        carry /= 1000000000u;
    }
    if (carry != 0) number.part[number.used++] = static_cast<std::uint32_t>(carry);
}

void add(Big& sum, const Big& other) {
    std::uint32_t carry = 0;
    int width = sum.used > other.used ? sum.used : other.used;
    for (int i = 0; i < width || carry != 0; i++) {
        std::uint32_t digit = sum.part[i] + other.part[i] + carry;
        carry = digit >= 1000000000u;
        sum.part[i] = carry ? digit - 1000000000u : digit;
        if (i >= sum.used) sum.used = i + 1;
    }
}

}  // namespace

int main() {
    Big factorial;
    factorial.part[0] = 1;
    for (std::uint32_t n = 2; n <= hide(30u); n++) multiply(factorial, n);
    CHECK(factorial.used == 4);
    CHECK(factorial.part[3] == 265252 && factorial.part[2] == 859812191);
    CHECK(factorial.part[1] == 58636308 && factorial.part[0] == 480000000);

    Big previous, current;
    current.part[0] = 1;
    for (int n = 1; n < hide(150); n++) {
        Big next = current;
        add(next, previous);
        previous = current;
        current = next;
    }
    // fib(150) = 9969216677189303386214405760200
    CHECK(current.part[3] == 9969 && current.part[2] == 216677189);
    CHECK(current.part[1] == 303386214 && current.part[0] == 405760200);
    note(current.part);
    return finish();
}
