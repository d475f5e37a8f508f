// The cyclic redundancy check by bits, by a table, and by slices of four tables.
#include "check.hpp"

namespace {

std::uint32_t tables[4][256];

std::uint32_t by_bits(const unsigned char* data, std::size_t size) {
    std::uint32_t crc = ~0u;
    for (std::size_t i = 0; i < size; i++) {
        crc ^= data[i];
        for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    return ~crc;
}

void fill() {
    for (std::uint32_t n = 0; n < 256; n++) {
        std::uint32_t crc = n;
        for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (0xedb88320u & -(crc & 1));
        tables[0][n] = crc;
    }
    for (int n = 0; n < 256; n++) {
        for (int t = 1; t < 4; t++) {
            tables[t][n] = tables[t - 1][n] >> 8 ^ tables[0][tables[t - 1][n] & 0xff];
        }
    }
}

std::uint32_t by_table(const unsigned char* data, std::size_t size) {
    std::uint32_t crc = ~0u;
    while (size--) crc = tables[0][(crc ^ *data++) & 0xff] ^ crc >> 8;
    return ~crc;
}

std::uint32_t by_slices(const unsigned char* data, std::size_t size) {
    std::uint32_t crc = ~0u;
    for (; size >= 4; size -= 4, data += 4) {
        crc ^= data[0] | data[1] << 8 | data[2] << 16 | static_cast<std::uint32_t>(data[3]) << 24;
        crc = tables[3][crc & 0xff] ^ tables[2][crc >> 8 & 0xff] ^ tables[1][crc >> 16 & 0xff] ^
              tables[0][crc >> 24];
    }
    for (; size > 0; size--) crc = tables[0][(crc ^ *data++) & 0xff] ^ crc >> 8;
    return ~crc;
}

}  // namespace

int main() {
    fill();
    const char* check = "123456789";
    CHECK(by_bits(reinterpret_cast<const unsigned char*>(check), hide<std::size_t>(9)) == 0xcbf43926u);
    unsigned char data[300];
    Random random(42);
    for (unsigned char& byte : data) byte = static_cast<unsigned char>(random.next());
    for (std::size_t size = 0; size <= sizeof data; size += 7) {
        std::uint32_t crc = by_bits(data, hide(size));
        CHECK(crc == by_table(data, size));
        CHECK(crc == by_slices(data, size));
        note(crc);
    }
    return finish();
}
