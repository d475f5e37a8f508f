// Powers modulo numbers of up to 63 bits, and primes told by them.
#include "check.hpp"

namespace {

using Wide = unsigned __int128;

std::uint64_t multiply(std::uint64_t a, std::uint64_t b, std::uint64_t modulus) {
    return static_cast<std::uint64_t>(static_cast<Wide>(a) * b % modulus);
}

std::uint64_t multiply_by_adding(std::uint64_t a, std::uint64_t b, std::uint64_t modulus) {
    std::uint64_t result = 0;
    a %= modulus;
    for (; b != 0; b >>= 1) {
        if (b & 1) result = result >= modulus - a ? result - (modulus - a) : result + a;
        a = a >= modulus - a ? a - (modulus - a) : a + a;
    }
    return result;
}

std::uint64_t power(std::uint64_t base, std::uint64_t exponent, std::uint64_t modulus) {
    std::uint64_t result = 1 % modulus;
    for (base %= modulus; exponent != 0; exponent >>= 1) {
        if (exponent & 1) result = multiply(result, base, modulus);
        base = multiply(base, base, modulus);
    }
    return result;
}

bool is_prime(std::uint64_t n) {
    static const std::uint64_t bases[] = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37};
    if (n < 2) return false;
    for (std::uint64_t base : bases) {
        if (n % base == 0) return n == base;
    }
    std::uint64_t odd = n - 1;
    int twos = 0;
    for (; (odd & 1) == 0; odd >>= 1) twos++;
    for (std::uint64_t base : bases) {
        std::uint64_t x = power(base, odd, n);
        if (x == 1 || x == n - 1) continue;
        bool witness = true;
        for (int i = 1; i < twos && witness; i++) {
            x = multiply(x, x, n);
            if (x == n - 1) witness = false;
        }
        if (witness) return false;
    }
    return true;
}

}  // namespace

int main() {
    CHECK(power(hide(3ull), hide(200ull), hide(13ull)) == 9);
    CHECK(is_prime(hide(2305843009213693951ull)));
    CHECK(!is_prime(hide(3215031751ull)));
    CHECK(is_prime(hide(1000000007ull)) && !is_prime(hide(1000000007ull * 1000000009ull)));
    int primes = 0;
    for (std::uint64_t n = 0; n < hide(2000ull); n++) primes += is_prime(n);
    CHECK(primes == 303);
    Random random(99);
    for (int round = 0; round < 50; round++) {
        std::uint64_t a = static_cast<std::uint64_t>(random.next()) << 30 | random.next();
        std::uint64_t b = static_cast<std::uint64_t>(random.next()) << 30 | random.next();
        std::uint64_t modulus = (static_cast<std::uint64_t>(random.next()) << 31 | random.next()) | 1;
        std::uint64_t product = multiply(a, b, modulus);
        CHECK(product == multiply_by_adding(a, b, modulus));
        note(product);
    }
    return finish();
}
