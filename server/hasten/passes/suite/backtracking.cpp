// Queens, permutations and a small sudoku, all by going back.
#include "check.hpp"

namespace {

int queens(int size, unsigned columns, unsigned left, unsigned right) {
    unsigned all = (1u << size) - 1;
    if (columns == all) return 1;
    int count = 0;
    for (unsigned free = ~(columns | left | right) & all; free != 0;) {
        unsigned bit = free & -free;
        free ^= bit;
        count += queens(size, columns | bit, (left | bit) << 1, (right | bit) >> 1);
    }
    return count;
}

int queens_in_rows(int* columns, int row, int size) {
    if (row == size) return 1;
    int count = 0;
    for (int column = 0; column < size; column++) {
        bool attacked = false;
        for (int other = 0; other < row && !attacked; other++) {
            int apart = columns[other] - column;
            attacked = apart == 0 || apart == row - other || apart == other - row;
        }
        if (attacked) continue;
        columns[row] = column;
        count += queens_in_rows(columns, row + 1, size);
    }
    return count;
}

bool next_permutation(int* row, int size) {
    int i = size - 2;
    while (i >= 0 && row[i] >= row[i + 1]) i--;
    if (i < 0) return false;
    int j = size - 1;
    while (row[j] <= row[i]) j--;
    int t = row[i];
    row[i] = row[j];
    row[j] = t;
    for (int low = i + 1, high = size - 1; low < high; low++, high--) {
        t = row[low];
        row[low] = row[high];
        row[high] = t;
    }
    return true;
}

bool solve(char* cells, int at) {
    while (at < 81 && cells[at] != '0') at++;
    if (at == 81) return true;
    int row = at / 9, column = at % 9, used = 0;
    for (int i = 0; i < 9; i++) {
        used |= 1 << (cells[row * 9 + i] - '0');
        used |= 1 << (cells[i * 9 + column] - '0');
        used |= 1 << (cells[(row / 3 * 3 + i / 3) * 9 + column / 3 * 3 + i % 3] - '0');
    }
    for (int digit = 1; digit <= 9; digit++) {
        if (used >> digit & 1) continue;
        cells[at] = static_cast<char>('0' + digit);
        if (solve(cells, at + 1)) return true;
    }
    cells[at] = '0';
    return false;
}

}  // namespace

int main() {
    static const int expected[] = {1, 1, 0, 0, 2, 10, 4, 40, 92};
    int columns[8];
    for (int size = 1; size <= 8; size++) {
        CHECK(queens(hide(size), 0, 0, 0) == expected[size]);
        if (size < 8) CHECK(queens_in_rows(columns, 0, hide(size)) == expected[size]);
    }
    int row[] = {1, 1, 2, 3, 3, 4}, count = 0;
    do {
        count++;
        note(row);
    } while (next_permutation(row, hide(6)));
    CHECK(count == 180);
    char puzzle[] = "530070000600195000098000060800060003400803001700020006060000280000419005000080079";
    puzzle[0] = hide(puzzle[0]);
    CHECK(solve(puzzle, 0));
    CHECK(std::strcmp(puzzle, "534678912672195348198342567859761423426853791713924856961537284287419635345286179") == 0);
    return finish();
}
