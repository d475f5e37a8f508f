// Where a value stands in a sorted row, asked in five ways.
#include "check.hpp"

#include <algorithm>

namespace {

int first_not_less(const int* row, int size, int value) {
    int low = 0, high = size;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (row[middle] < value) low = middle + 1;
        else high = middle;
    }
    return low;
}

int without_branches(const int* row, int size, int value) {
    const int* base = row;
    for (int rest = size; rest > 0;) {
        int half = rest / 2;
        bool less = base[half] < value;
        base = less ? base + half + 1 : base;
        rest = less ? rest - half - 1 : half;
    }
    return static_cast<int>(base - row);
}

int last_not_greater(const int* row, int low, int high, int value) {
    if (low > high) return high;
    int middle = (low + high) >> 1;
    return row[middle] <= value ? last_not_greater(row, middle + 1, high, value)
                                : last_not_greater(row, low, middle - 1, value);
}

int by_interpolation(const int* row, int size, int value) {
    int low = 0, high = size - 1;
    while (low <= high && value >= row[low] && value <= row[high]) {
        if (row[low] == row[high]) return row[low] == value ? low : -1;
        long long span = static_cast<long long>(row[high]) - row[low];
        int guess = low + static_cast<int>((static_cast<long long>(value) - row[low]) * (high - low) / span);
        if (row[guess] == value) return guess;
        if (row[guess] < value) low = guess + 1;
        else high = guess - 1;
    }
    return -1;
}

}  // namespace

int main() {
    int row[120];
    Random random(77);
    for (int size = 0; size <= 120; size += size < 10 ? 1 : 11) {
        for (int i = 0; i < size; i++) row[i] = static_cast<int>(random.below(300)) - 150;
        std::sort(row, row + size);
        for (int value = -152; value < 153; value += 3) {
            int at = first_not_less(row, hide(size), value);
            CHECK(at == std::lower_bound(row, row + size, value) - row);
            CHECK(at == without_branches(row, size, value));
            int last = last_not_greater(row, 0, size - 1, value);
            CHECK(last + 1 == std::upper_bound(row, row + size, value) - row);
            int hit = by_interpolation(row, size, value);
            CHECK(hit < 0 ? last < at : row[hit] == value);
            note(at);
            note(last);
        }
    }
    return finish();
}
