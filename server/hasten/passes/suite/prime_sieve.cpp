// Primes by a sieve, by a sieve of bits, and by trial division.
#include "check.hpp"

namespace {

const int limit = 4000;
bool composite[limit];
std::uint32_t bits[limit / 64 + 1];

bool by_trial(int n) {
    if (n < 2) return false;
    for (int d = 2; d * d <= n; d++) {
        if (n % d == 0) return false;
    }
    return true;
}

}  // namespace

int main() {
    int size = hide(limit);
    composite[0] = composite[1] = true;
    for (int i = 2; i * i < size; i++) {
        if (composite[i]) continue;
        for (int j = i * i; j < size; j += i) composite[j] = true;
    }
    for (int i = 3; i * i < size; i += 2) {
        if (bits[i >> 6] >> (i >> 1 & 31) & 1) continue;
        for (int j = i * i; j < size; j += 2 * i) bits[j >> 6] |= 1u << (j >> 1 & 31);
    }
    int count = 0;
    long long sum = 0;
    for (int n = 0; n < size; n++) {
        bool prime = !composite[n];
        bool in_bits = n == 2 || (n > 2 && n % 2 == 1 && !(bits[n >> 6] >> (n >> 1 & 31) & 1));
        CHECK(prime == in_bits);
        if (n < 1000) CHECK(prime == by_trial(n));
        count += prime;
        sum += prime ? n : 0;
    }
    CHECK(count == 550);
    note(sum);
    return finish();
}
