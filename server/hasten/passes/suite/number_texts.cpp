// Numbers as text in several bases, against what printf and strtol say.
#include "check.hpp"

#include <cstdlib>

namespace {

char* written(long long value, int base, char* out) {
    static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    char* begin = out;
    bool negative = value < 0;
    unsigned long long rest = negative ? 0ull - static_cast<unsigned long long>(value)
                                       : static_cast<unsigned long long>(value);
    do {
        *out++ = digits[rest % static_cast<unsigned>(base)];
        rest /= static_cast<unsigned>(base);
    } while (rest != 0);
    if (negative) *out++ = '-';
    *out = '\0';
    for (char *left = begin, *right = out - 1; left < right; left++, right--) {
        char t = *left;
        *left = *right;
        *right = t;
    }
    return begin;
}

bool read(const char* text, int base, long long& value) {
    bool negative = *text == '-';
    if (*text == '-' || *text == '+') text++;
    unsigned long long result = 0;
    const char* start = text;
    for (; *text != '\0'; text++) {
        int digit = *text >= '0' && *text <= '9' ? *text - '0'
                  : *text >= 'a' && *text <= 'z' ? *text - 'a' + 10
                                                 : 99;
        if (digit >= base) return false;
        result = result * static_cast<unsigned>(base) + static_cast<unsigned>(digit);
    }
    value = static_cast<long long>(negative ? 0 - result : result);
    return text != start;
}

}  // namespace

int main() {
    char mine[80], theirs[80];
    Random random(10);
    for (int round = 0; round < 400; round++) {
        long long value = static_cast<long long>(static_cast<std::uint64_t>(random.next()) << 33 ^
                                                 random.next()) >> random.below(60);
        if (round == 0) value = INT64_MIN;
        written(value, hide(10), mine);
        std::snprintf(theirs, sizeof theirs, "%lld", value);
        CHECK(std::strcmp(mine, theirs) == 0);
        int base = 2 + static_cast<int>(random.below(35));
        written(value, base, mine);
        CHECK(std::strtoll(mine, nullptr, base) == value);
        long long back = 0;
        CHECK(read(mine, base, back) && back == value);
        note(static_cast<const char*>(mine));
    }
    long long none;
    CHECK(!read("", 10, none) && !read("-", 10, none) && !read("12a", 10, none));
    std::snprintf(theirs, sizeof theirs, "%05d|%-6s|%x|%c|%8.3f|%+d", hide(42), "ab", hide(255), hide('q'),
                  hide(2.71828), hide(7));
    CHECK(std::strcmp(theirs, "00042|ab    |ff|q|   2.718|+7") == 0);
    return finish();
}
