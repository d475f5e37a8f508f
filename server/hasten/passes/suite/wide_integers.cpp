// Integers of 128 bits, against the same in halves.
#include "check.hpp"

namespace {

using Wide = unsigned __int128;

struct Halves {
    std::uint64_t high, low;
};

Halves halves(Wide value) {
    return {static_cast<std::uint64_t>(value >> 64), static_cast<std::uint64_t>(value)};
}

Halves multiply(std::uint64_t a, std::uint64_t b) {
    std::uint64_t a_low = a & 0xffffffffu, a_high = a >> 32;
    std::uint64_t b_low = b & 0xffffffffu, b_high = b >> 32;
    std::uint64_t low = a_low * b_low, cross = a_high * b_low + (low >> 32);
    std::uint64_t other = a_low * b_high + (cross & 0xffffffffu);
    return {a_high * b_high + (cross >> 32) + (other >> 32), other << 32 | (low & 0xffffffffu)};
}

int decimal(Wide value, char* digits) {
    char reversed[40];
    int count = 0;
    do {
        reversed[count++] = static_cast<char>('0' + static_cast<int>(value % 10));
        value /= 10;
    } while (value != 0);
    for (int i = 0; i < count; i++) digits[i] = reversed[count - 1 - i];
    digits[count] = '\0';
    return count;
}

}  // namespace

int main() {
    char digits[48];
    CHECK(decimal(~static_cast<Wide>(hide(0)), digits) == 39);
    CHECK(std::strcmp(digits, "340282366920938463463374607431768211455") == 0);
    Random random(11);
    Wide sum = 0;
    for (int round = 0; round < 200; round++) {
        std::uint64_t a = static_cast<std::uint64_t>(random.next()) << 33 ^ random.next();
        std::uint64_t b = static_cast<std::uint64_t>(random.next()) << 32 ^ random.next();
        Wide product = static_cast<Wide>(a) * b;
        Halves mine = multiply(a, b), theirs = halves(product);
        CHECK(mine.high == theirs.high && mine.low == theirs.low);
        if (b != 0) CHECK(product / b == a && product % b == 0);
        sum += product << (round & 7) >> 9;
        __int128 negative = -static_cast<__int128>(product >> 2);
        CHECK(negative <= 0 && -negative == static_cast<__int128>(product >> 2));
        CHECK((negative < -1) == (product >> 2 > 1));
        CHECK((negative >> 70) == ~(~negative >> 70));
    }
    note(halves(sum).high);
    note(halves(sum).low);
    return finish();
}
