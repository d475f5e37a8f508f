// Cells that live and die on a torus, byte by byte and 64 at a time.
#include "check.hpp"

namespace {

const int rows = 40;
unsigned char cells[2][rows][64];

void step(const unsigned char (*from)[64], unsigned char (*to)[64]) {
    for (int r = 0; r < rows; r++) {
        for (int c = 0; c < 64; c++) {
            int count = 0;
            for (int dr = -1; dr <= 1; dr++) {
                for (int dc = -1; dc <= 1; dc++) {
                    if (dr != 0 || dc != 0) count += from[(r + dr + rows) % rows][(c + dc + 64) & 63];
                }
            }
            to[r][c] = count == 3 || (count == 2 && from[r][c]);
        }
    }
}

void step(const std::uint64_t* from, std::uint64_t* to) {
    for (int r = 0; r < rows; r++) {
        std::uint64_t ones = 0, twos = 0, more = 0;
        for (int dr = -1; dr <= 1; dr++) {
            std::uint64_t row = from[(r + dr + rows) % rows];
            std::uint64_t around[3] = {row << 1 | row >> 63, row >> 1 | row << 63, dr == 0 ? 0 : row};
            for (std::uint64_t one : around) {
                std::uint64_t carry = ones & one;
                ones ^= one;
                more |= twos & carry;
                twos ^= carry;
            }
        }
        to[r] = twos & ~more & (ones | from[r]);
    }
}

}  // namespace

int main() {
    std::uint64_t packed[2][rows] = {};
    Random random(1970);
    for (int r = 0; r < rows; r++) {
        for (int c = 0; c < 64; c++) {
            cells[0][r][c] = random.below(3) == 0;
            packed[0][r] |= static_cast<std::uint64_t>(cells[0][r][c]) << c;
        }
    }
    for (int turn = 0; turn < hide(24); turn++) {
        step(cells[turn & 1], cells[(turn + 1) & 1]);
        step(packed[turn & 1], packed[(turn + 1) & 1]);
        long population = 0;
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < 64; c++) {
                int alive = cells[(turn + 1) & 1][r][c];
                CHECK(alive == static_cast<int>(packed[(turn + 1) & 1][r] >> c & 1));
                population += alive;
            }
        }
        note(population);
    }
    note(packed[0]);
    return finish();
}
