// Functions that take any number of arguments of any kind, and hand them on.
#include "check.hpp"

#include <cstdarg>

namespace {

long sum(int count, ...) {
    std::va_list list;
    va_start(list, count);
    long total = 0;
    for (int i = 0; i < count; i++) total += va_arg(list, int);
    va_end(list);
    return total;
}

int format(char* out, int size, const char* pattern, ...) {
    std::va_list list;
    va_start(list, pattern);
    int length = std::vsnprintf(out, static_cast<std::size_t>(size), pattern, list);
    va_end(list);
    return length;
}

struct Point {
    double x, y;
};

double mixed(const char* kinds, std::va_list list) {
    double total = 0;
    for (; *kinds != '\0'; kinds++) {
        switch (*kinds) {
            case 'i': total += va_arg(list, int); break;
            case 'l': total += static_cast<double>(va_arg(list, long)); break;
            case 'd': total += va_arg(list, double); break;
            case 's': total += static_cast<double>(std::strlen(va_arg(list, const char*))); break;
            case 'p': {
                Point point = va_arg(list, Point);
                total += point.x * point.y;
                break;
            }
        }
    }
    return total;
}

double twice(const char* kinds, ...) {
    std::va_list list, copy;
    va_start(list, kinds);
    va_copy(copy, list);
    double total = mixed(kinds, list) * 1000 + mixed(kinds, copy);
    va_end(copy);
    va_end(list);
    return total;
}

}  // namespace

int main() {
    CHECK(sum(hide(0)) == 0 && sum(hide(3), 1, 2, 3) == 6);
    CHECK(sum(hide(12), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, hide(12)) == 78);
    CHECK(sum(hide(2), 5, 6, 7) == 11);
    char text[64];
    int length = format(text, sizeof text, "%s-%03d-%c-%.2f-%lx", "ab", hide(7), 'z', hide(1.5), 0xbeefL);
    CHECK(length == 18 && std::strcmp(text, "ab-007-z-1.50-beef") == 0);
    CHECK(format(text, 5, "%d", hide(1234567)) == 7 && std::strcmp(text, "1234") == 0);
    Point point = {hide(2.0), 4.0};
    CHECK(twice("ids", hide(1), 2.5, "abc") == 6506.5);
    CHECK(twice("dddddddddd", 1., 2., 3., 4., 5., 6., 7., 8., 9., hide(10.)) == 55055);
    CHECK(twice("ipilpds", 1, point, 2, 3L, point, 0.5, "") == 22522.5);
    note(static_cast<const char*>(text));
    return finish();
}
