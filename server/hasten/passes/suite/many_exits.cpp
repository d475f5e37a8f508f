// Nested loops that are left in many ways: break, continue, return, goto.
#include "check.hpp"

namespace {

struct Found {
    int row, column, why;
};

Found look(const int (*grid)[8], int rows, int limit, int unwanted) {
    int seen = 0;
    Found found = {-1, -1, 0};
    for (int row = 0; row < rows; row++) {
        for (int column = 0; column < 8; column++) {
            int value = grid[row][column];
            if (value == unwanted) continue;
            if (value < 0) {
                if (row == 0) return {row, column, 1};
                break;
            }
            if (value % 11 == 10) goto next_row;
            seen += value;
            if (seen > limit) {
                found = {row, column, 2};
                goto out;
            }
            if (value == 42) {
                found.row = row;
                found.why = 3;
                switch (column) {
                    case 0: goto out;
                    case 1: continue;
                    case 2: found.column = 2; break;
                    default: found.column = column; goto next_row;
                }
                break;
            }
        }
        if (seen % 5 == 4) {
            found.why += 10;
            break;
        }
    next_row:;
    }
out:
    found.why += seen * 100;
    return found;
}

int digits_until(int n, int stop) {
    int count = 0;
    do {
        int digit = n % 10;
        if (digit == stop) break;
        n /= 10;
        if (digit == 0) continue;
        count++;
    } while (n > 0);
    return count * 1000 + n % 1000;
}

}  // namespace

int main() {
    CHECK(digits_until(hide(90807), 9) == 2009);
    CHECK(digits_until(hide(90807), 5) == 3000);
    CHECK(digits_until(hide(0), 0) == 0 && digits_until(hide(0), 1) == 0);
    int grid[6][8];
    Random random(8);
    long sum = 0;
    for (int round = 0; round < 400; round++) {
        for (auto& row : grid) {
            for (int& cell : row) {
                std::uint32_t pick = random.below(40);
                cell = pick == 0 ? -1 : pick < 4 ? 42 : static_cast<int>(random.below(60));
            }
        }
        Found found = look(grid, hide(6), static_cast<int>(random.below(1500)), round % 60);
        note(found);
        sum += found.why;
    }
    int empty[1][8] = {{42, 42, 42, 42, 42, 42, 42, 42}};
    Found none = look(empty, hide(1), 1000, 42), first = look(empty, hide(1), 1000, 0);
    CHECK(none.row == -1 && none.why == 0);
    CHECK(first.row == 0 && first.column == -1 && first.why == 4203);
    CHECK(look(empty, hide(0), 0, 0).why == 0);
    note(sum);
    return finish();
}
