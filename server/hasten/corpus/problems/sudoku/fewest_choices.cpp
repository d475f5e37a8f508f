#include <cstdio>
#include <utility>

namespace {

char grid[81 + 9];  // lines of nine digits and a line end
unsigned row[9], column[9], block[9];
unsigned char hole[81];

constexpr int block_of(int r, int c) { return r / 3 * 3 + c / 3; }

bool fill(int holes) {
    if (!holes) return true;
    int best = 0, fewest = 10;
    unsigned choices = 0;
    for (int i = 0; i < holes && fewest > 1; ++i) {
        int r = hole[i] / 10, c = hole[i] % 10;
        unsigned open = 0x1ff & ~(row[r] | column[c] | block[block_of(r, c)]);
        if (int count = __builtin_popcount(open); count < fewest) {
            fewest = count;
            best = i;
            choices = open;
        }
    }
    std::swap(hole[best], hole[holes - 1]);
    const int place = hole[holes - 1], r = place / 10, c = place % 10;
    for (; choices; choices &= choices - 1) {
        unsigned bit = choices & -choices;
        row[r] ^= bit, column[c] ^= bit, block[block_of(r, c)] ^= bit;
        if (fill(holes - 1)) {
            grid[place] = static_cast<char>('1' + __builtin_ctz(bit));
            return true;
        }
        row[r] ^= bit, column[c] ^= bit, block[block_of(r, c)] ^= bit;
    }
    std::swap(hole[best], hole[holes - 1]);
    return false;
}

}  // namespace

int main() {
    int t;
    if (scanf("%d", &t) != 1) return 1;
    while (t--) {
        int holes = 0;
        for (int i = 0; i < 9; ++i) row[i] = column[i] = block[i] = 0;
        for (int r = 0; r < 9; ++r) {
            char line[10];
            scanf("%9s", line);
            for (int c = 0; c < 9; ++c) {
                grid[r * 10 + c] = line[c];
                if (line[c] == '.') {
                    hole[holes++] = static_cast<unsigned char>(r * 10 + c);
                    continue;
                }
                unsigned bit = 1u << (line[c] - '1');
                row[r] |= bit, column[c] |= bit, block[block_of(r, c)] |= bit;
            }
            grid[r * 10 + 9] = '\n';
        }
        fill(holes);
        fwrite(grid, 1, sizeof grid, stdout);
    }
}
