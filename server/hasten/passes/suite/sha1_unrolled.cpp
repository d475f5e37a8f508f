// The older secure hash, its rounds spelled out by macros, as embedded code has it.
#include "check.hpp"

namespace {

#define TURN(x, n) ((x) << (n) | (x) >> (32 - (n)))
#define BLOCK(i) \
    (w[(i) & 15] = TURN(w[((i) + 13) & 15] ^ w[((i) + 8) & 15] ^ w[((i) + 2) & 15] ^ w[(i) & 15], 1))
#define ROUND0(v, x, y, z, u, i) \
    u += ((x & (y ^ z)) ^ z) + w[i] + 0x5a827999 + TURN(v, 5); x = TURN(x, 30);
#define ROUND1(v, x, y, z, u, i) \
    u += ((x & (y ^ z)) ^ z) + BLOCK(i) + 0x5a827999 + TURN(v, 5); x = TURN(x, 30);
#define ROUND2(v, x, y, z, u, i) \
    u += (x ^ y ^ z) + BLOCK(i) + 0x6ed9eba1 + TURN(v, 5); x = TURN(x, 30);
#define ROUND3(v, x, y, z, u, i) \
    u += (((x | y) & z) | (x & y)) + BLOCK(i) + 0x8f1bbcdc + TURN(v, 5); x = TURN(x, 30);
#define ROUND4(v, x, y, z, u, i) \
    u += (x ^ y ^ z) + BLOCK(i) + 0xca62c1d6 + TURN(v, 5); x = TURN(x, 30);
#define FIVE(R, i) \
    R(a, b, c, d, e, (i)) R(e, a, b, c, d, (i) + 1) R(d, e, a, b, c, (i) + 2) \
    R(c, d, e, a, b, (i) + 3) R(b, c, d, e, a, (i) + 4)

void transform(std::uint32_t state[5], const unsigned char* data) {
    std::uint32_t w[16];
    for (int i = 0; i < 16; i++) {
        w[i] = static_cast<std::uint32_t>(data[4 * i]) << 24 | data[4 * i + 1] << 16 |
               data[4 * i + 2] << 8 | data[4 * i + 3];
    }
    std::uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
    FIVE(ROUND0, 0) FIVE(ROUND0, 5) FIVE(ROUND0, 10)
    ROUND0(a, b, c, d, e, 15)
    ROUND1(e, a, b, c, d, 16) ROUND1(d, e, a, b, c, 17)
    ROUND1(c, d, e, a, b, 18) ROUND1(b, c, d, e, a, 19)
    FIVE(ROUND2, 20) FIVE(ROUND2, 25) FIVE(ROUND2, 30) FIVE(ROUND2, 35)
    FIVE(ROUND3, 40) FIVE(ROUND3, 45) FIVE(ROUND3, 50) FIVE(ROUND3, 55)
    FIVE(ROUND4, 60) FIVE(ROUND4, 65) FIVE(ROUND4, 70) FIVE(ROUND4, 75)
    state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e;
}

void hash(const char* text, std::size_t size, std::uint32_t state[5]) {
    static const std::uint32_t start[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
    std::memcpy(state, start, sizeof start);
    std::size_t done = 0;
    for (; size - done >= 64; done += 64) transform(state, reinterpret_cast<const unsigned char*>(text) + done);
    unsigned char last[128] = {};
    std::size_t rest = size - done, padded = rest < 56 ? 64 : 128;
    std::memcpy(last, text + done, rest);
    last[rest] = 0x80;
    for (int i = 0; i < 8; i++) {
        last[padded - 1 - i] = static_cast<unsigned char>(static_cast<std::uint64_t>(size) * 8 >> (8 * i));
    }
    for (std::size_t i = 0; i < padded; i += 64) transform(state, last + i);
}

}  // namespace

int main() {
    std::uint32_t state[5];
    hash("abc", hide<std::size_t>(3), state);
    CHECK(state[0] == 0xa9993e36 && state[1] == 0x4706816a && state[2] == 0xba3e2571);
    CHECK(state[3] == 0x7850c26c && state[4] == 0x9cd0d89d);
    const char* longer = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    hash(longer, hide(std::strlen(longer)), state);
    CHECK(state[0] == 0x84983e44 && state[1] == 0x1c3bd26e && state[2] == 0xbaae4aa1);
    CHECK(state[3] == 0xf95129e5 && state[4] == 0xe54670f1);
    char text[200];
    for (int i = 0; i < 200; i++) text[i] = static_cast<char>('a' + i * 7 % 26);
    for (std::size_t size = 0; size < 200; size += 9) {
        hash(text, hide(size), state);
        note_bytes(state, sizeof state);
    }
    return finish();
}
