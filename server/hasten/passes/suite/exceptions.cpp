// Exceptions of several types, caught by base, rethrown, translated, let through.
#include "check.hpp"

#include <stdexcept>
#include <string>

namespace {

struct Odd {
    int value;
};

struct Special : std::runtime_error {
    int code;
    explicit Special(int c) : std::runtime_error("special " + std::to_string(c)), code(c) {}
};

int thrower(int kind) {
    switch (kind % 6) {
        case 0: return kind;
        case 1: throw Odd{kind};
        case 2: throw Special(kind);
        case 3: throw std::out_of_range("range");
        case 4: throw kind;
        default: throw "text";
    }
}

int caught(int kind) {
    try {
        return thrower(kind) + 1000;
    } catch (const Odd& odd) {
        return -odd.value;
    } catch (const std::runtime_error& error) {
        const Special* special = dynamic_cast<const Special*>(&error);
        return special != nullptr && std::string(error.what()) == "special " + std::to_string(kind)
                   ? special->code * 2
                   : -1;
    } catch (const std::exception&) {
        return 3;
    } catch (int number) {
        return number * 3;
    } catch (...) {
        return 4;
    }
}

int translated(int kind) {
    try {
        try {
            return thrower(kind);
        } catch (Odd& odd) {
            odd.value += 100;
            throw;
        } catch (const char* text) {
            throw std::length_error(text);
        }
    } catch (const Odd& odd) {
        return odd.value;
    } catch (const std::logic_error& error) {
        return static_cast<int>(std::string(error.what()).size());
    } catch (...) {
        return -7;
    }
}

int deep(int depth, int bottom) {
    if (depth == 0) return thrower(bottom);
    try {
        return deep(depth - 1, bottom) + 1;
    } catch (int number) {
        if (depth % 3 == 0) return number + depth;
        throw number + 1;
    }
}

bool in_loop(int stop, int& rounds) {
    for (int i = 0;; i++) {
        try {
            rounds++;
            if (i == stop) break;
            if (i % 3 == 1) throw i;
            if (i % 3 == 2) continue;
        } catch (int number) {
            if (number > 20) return false;
        }
    }
    return true;
}

}  // namespace

int main() {
    const int expected[] = {1000, -1, 4, 3, 12, 4};
    for (int kind = 0; kind < 6; kind++) CHECK(caught(hide(kind)) == expected[kind]);
    CHECK(caught(hide(12)) == 1012 && caught(hide(14)) == 28);
    CHECK(translated(hide(1)) == 101 && translated(hide(5)) == 4 && translated(hide(3)) == 5);
    CHECK(translated(hide(4)) == -7 && translated(hide(2)) == -7 && translated(hide(6)) == 6);
    CHECK(deep(hide(2), hide(0)) == 2 && deep(hide(5), hide(4)) == 11);
    int rounds = 0;
    CHECK(in_loop(hide(12), rounds) && rounds == 13);
    CHECK(!in_loop(hide(100), rounds) && rounds == 13 + 23);
    bool past = false;
    try {
        deep(hide(1), hide(3));
        past = true;
    } catch (const std::out_of_range& error) {
        note(error.what());
    }
    CHECK(!past);
    return finish();
}
