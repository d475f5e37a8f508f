// What the programs of the suite share. Each program is right when it returns 0 and prints what it
// prints unoptimized. Values that pass through `hide` are unknown to a compiler; whatever is noted
// goes into the digest that is printed at the end.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstring>

namespace {

std::uint64_t digest = 14695981039346656037ull;
int failures = 0;

template <class T>
T hide(T value) {
    volatile T copy = value;
    return copy;
}

void note_bytes(const void* data, std::size_t size) {
    const unsigned char* bytes = static_cast<const unsigned char*>(data);
    for (std::size_t i = 0; i < size; i++) {
        digest = (digest ^ bytes[i]) * 1099511628211ull;
    }
}

template <class T>
void note(const T& value) {
    note_bytes(&value, sizeof value);
}

[[maybe_unused]] void note(const char* text) { note_bytes(text, std::strlen(text)); }

// A small generator of numbers that a compiler cannot foresee.
struct Random {
    std::uint64_t state;
    explicit Random(std::uint64_t seed) : state(hide(seed)) {}
    std::uint32_t next() {
        state = state * 6364136223846793005ull + 1442695040888963407ull;
        return static_cast<std::uint32_t>(state >> 33);
    }
    std::uint32_t below(std::uint32_t bound) { return next() % bound; }
};

int finish() {
    std::printf("%016llx\n", static_cast<unsigned long long>(digest));
    return failures == 0 ? 0 : 1;
}

}  // namespace

#define CHECK(condition)                                             \
    do {                                                             \
        if (!(condition)) {                                          \
            failures++;                                              \
            std::printf("line %d: %s\n", __LINE__, #condition);      \
        }                                                            \
    } while (0)
