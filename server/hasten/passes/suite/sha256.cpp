// The secure hash of 256 bits, against its published values.
#include "check.hpp"

namespace {

const std::uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

struct Hash {
    std::uint32_t state[8];
    std::uint8_t block[64];
    std::uint32_t used;
    std::uint64_t length;
};

std::uint32_t turn(std::uint32_t x, int by) { return x >> by | x << (32 - by); }

void begin(Hash* hash) {
    static const std::uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                           0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::memcpy(hash->state, start, sizeof start);
    hash->used = 0;
    hash->length = 0;
}

void mix(Hash* hash) {
    std::uint32_t w[64], a, b, c, d, e, f, g, h;
    for (int i = 0, j = 0; i < 16; ++i, j += 4) {
        w[i] = static_cast<std::uint32_t>(hash->block[j]) << 24 | hash->block[j + 1] << 16 |
               hash->block[j + 2] << 8 | hash->block[j + 3];
    }
    for (int i = 16; i < 64; ++i) {
        std::uint32_t s0 = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ w[i - 15] >> 3;
        std::uint32_t s1 = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ w[i - 2] >> 10;
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    a = hash->state[0], b = hash->state[1], c = hash->state[2], d = hash->state[3];
    e = hash->state[4], f = hash->state[5], g = hash->state[6], h = hash->state[7];
    for (int i = 0; i < 64; ++i) {
        std::uint32_t t1 = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) +
                           constants[i] + w[i];
        std::uint32_t t2 = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        h = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
    }
    hash->state[0] += a, hash->state[1] += b, hash->state[2] += c, hash->state[3] += d;
    hash->state[4] += e, hash->state[5] += f, hash->state[6] += g, hash->state[7] += h;
}

void update(Hash* hash, const std::uint8_t* data, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
        hash->block[hash->used++] = data[i];
        if (hash->used == 64) {
            mix(hash);
            hash->length += 512;
            hash->used = 0;
        }
    }
}

void end(Hash* hash, std::uint8_t* result) {
    std::uint32_t i = hash->used;
    hash->block[i++] = 0x80;
    if (hash->used >= 56) {
        while (i < 64) hash->block[i++] = 0;
        mix(hash);
        std::memset(hash->block, 0, 56);
    } else {
        while (i < 56) hash->block[i++] = 0;
    }
    hash->length += hash->used * 8;
    for (int j = 0; j < 8; j++) hash->block[63 - j] = static_cast<std::uint8_t>(hash->length >> (8 * j));
    mix(hash);
    for (i = 0; i < 4; ++i) {
        for (int j = 0; j < 8; j++) {
            result[i + 4 * j] = hash->state[j] >> (24 - i * 8) & 0xff;
        }
    }
}

bool gives(const char* text, std::size_t repeat, const char* expected) {
    Hash hash;
    std::uint8_t result[32];
    char digits[65];
    begin(&hash);
    for (std::size_t i = 0; i < repeat; i++) {
        update(&hash, reinterpret_cast<const std::uint8_t*>(text), std::strlen(text));
    }
    end(&hash, result);
    for (int i = 0; i < 32; i++) std::snprintf(digits + 2 * i, 3, "%02x", result[i]);
    note(result);
    return std::strcmp(digits, expected) == 0;
}

}  // namespace

int main() {
    CHECK(gives("", hide<std::size_t>(1),
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    CHECK(gives("abc", hide<std::size_t>(1),
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    CHECK(gives("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", hide<std::size_t>(1),
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"));
    CHECK(gives("aaaaaaaaaa", hide<std::size_t>(1000),
                "27dd1f61b867b6a0f6e9d8a41c43231de52107e53ae424de8f847b821db4b711"));
    return finish();
}
