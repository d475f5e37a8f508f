// Loops that compilers know as memset, memcpy, strlen and the like.
#include "check.hpp"

namespace {

std::size_t length(const char* text) {
    const char* end = text;
    while (*end) end++;
    return static_cast<std::size_t>(end - text);
}

int compare(const unsigned char* a, const unsigned char* b, std::size_t size) {
    for (; size > 0; size--, a++, b++) {
        if (*a != *b) return *a < *b ? -1 : 1;
    }
    return 0;
}

void fill(unsigned char* to, unsigned char value, int count) {
    for (int i = 0; i < count; i++) to[i] = value;
}

void fill_pattern(std::uint32_t* to, std::uint32_t value, int count) {
    for (int i = count - 1; i >= 0; i--) to[i] = value;
}

void copy(char* to, const char* from) {
    while ((*to++ = *from++)) {
    }
}

void zero_rows(short (*grid)[16], int rows, int columns) {
    for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) grid[r][c] = 0;
    }
}

const char* find(const char* text, char wanted) {
    for (;; text++) {
        if (*text == wanted) return text;
        if (*text == '\0') return nullptr;
    }
}

int population(std::uint64_t value) {
    int count = 0;
    while (value) {
        count++;
        value &= value - 1;
    }
    return count;
}

bool all_equal(const int* values, int count, int wanted) {
    bool same = true;
    for (int i = 0; i < count; i++) same &= values[i] == wanted;
    return same;
}

}  // namespace

int main() {
    char text[] = "what a compiler knows", other[40];
    text[0] = hide('w');
    CHECK(length(text) == 21 && length(text + 21) == 0);
    copy(other, text);
    CHECK(std::strcmp(text, other) == 0);
    CHECK(find(text, hide('c')) == text + 7 && find(text, hide('z')) == nullptr && find(text, '\0') == text + 21);
    unsigned char a[100], b[100];
    for (int size = 0; size < 100; size += 3) {
        fill(a, 0xee, 100);
        fill(a, static_cast<unsigned char>(hide(size)), hide(size));
        std::memset(b, 0xee, 100);
        std::memset(b, size, static_cast<std::size_t>(size));
        CHECK(compare(a, b, 100) == 0);
        b[size] ^= 1;
        CHECK(compare(a, b, hide(100u)) == (a[size] < b[size] ? -1 : 1) && compare(a, b, static_cast<std::size_t>(size)) == 0);
    }
    std::uint32_t words[33];
    fill_pattern(words, hide(0x01010101u), hide(33));
    words[32] = 0;
    fill_pattern(words, hide(0xdeadbeefu), hide(20));
    note(words);
    CHECK(words[0] == 0xdeadbeef && words[19] == 0xdeadbeef && words[20] == 0x01010101);
    short grid[8][16];
    std::memset(grid, 0x11, sizeof grid);
    zero_rows(grid, hide(3), hide(16));
    zero_rows(grid + 5, hide(2), hide(5));
    zero_rows(grid, hide(0), hide(16));
    int zeros = 0;
    for (auto& row : grid) {
        for (short cell : row) zeros += cell == 0;
    }
    CHECK(zeros == 58);
    note(grid);
    CHECK(population(hide(0xf0f0f0f0f0f0f0f0ull)) == 32 && population(hide(0ull)) == 0);
    int values[20];
    for (int& value : values) value = hide(4);
    CHECK(all_equal(values, hide(20), 4) && all_equal(values, hide(0), 5));
    values[19] = 5;
    CHECK(!all_equal(values, hide(20), 4) && all_equal(values, hide(19), 4));
    return finish();
}
