// Convolutions through a transform modulo a prime, against the sum of products.
#include "check.hpp"

namespace {

const std::uint32_t prime = 998244353;

std::uint32_t times(std::uint32_t a, std::uint32_t b) {
    return static_cast<std::uint32_t>(static_cast<std::uint64_t>(a) * b % prime);
}

std::uint32_t power(std::uint32_t base, std::uint32_t exponent) {
    std::uint32_t result = 1;
    for (; exponent != 0; exponent >>= 1, base = times(base, base)) {
        if (exponent & 1) result = times(result, base);
    }
    return result;
}

void transform(std::uint32_t* values, int size, bool inverse) {
    for (int i = 1, j = 0; i < size; i++) {
        int bit = size >> 1;
        for (; j & bit; bit >>= 1) j ^= bit;
        j ^= bit;
        if (i < j) {
            std::uint32_t t = values[i];
            values[i] = values[j];
            values[j] = t;
        }
    }
    for (int length = 2; length <= size; length <<= 1) {
        std::uint32_t root = power(3, (prime - 1) / static_cast<std::uint32_t>(length));
        if (inverse) root = power(root, prime - 2);
        for (int begin = 0; begin < size; begin += length) {
            std::uint32_t w = 1;
            for (int i = begin; i < begin + length / 2; i++, w = times(w, root)) {
                std::uint32_t a = values[i], b = times(values[i + length / 2], w);
                values[i] = a + b >= prime ? a + b - prime : a + b;
                values[i + length / 2] = a >= b ? a - b : a + prime - b;
            }
        }
    }
    if (!inverse) return;
    std::uint32_t scale = power(static_cast<std::uint32_t>(size), prime - 2);
    for (int i = 0; i < size; i++) values[i] = times(values[i], scale);
}

}  // namespace

int main() {
    Random random(1965);
    for (int size = 2; size <= 256; size *= 2) {
        std::uint32_t a[256] = {}, b[256] = {}, expected[256] = {};
        int half = hide(size) / 2;
        for (int i = 0; i < half; i++) {
            a[i] = random.next() % prime;
            b[i] = random.next() % prime;
        }
        for (int i = 0; i < half; i++) {
            for (int j = 0; j < half; j++) expected[i + j] = (expected[i + j] + times(a[i], b[j])) % prime;
        }
        transform(a, size, false);
        transform(b, size, false);
        for (int i = 0; i < size; i++) a[i] = times(a[i], b[i]);
        transform(a, size, true);
        CHECK(std::memcmp(a, expected, sizeof a) == 0);
        note(a);
    }
    return finish();
}
