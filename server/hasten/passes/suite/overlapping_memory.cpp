// Memory seen through several pointers: copies that overlap, bytes of numbers, restrict.
#include "check.hpp"

namespace {

void copy_forward(int* to, const int* from, int count) {
    for (int i = 0; i < count; i++) to[i] = from[i];
}

void running_sum(int* to, const int* from, int count) {
    for (int i = 1; i < count; i++) to[i] = to[i - 1] + from[i];
}

int store_and_load(int* a, int* b) {
    *a = 1;
    *b = 2;
    return *a;
}

long mixed(short* s, long* l, unsigned char* bytes) {
    *l = 0x0102030405060708L;
    bytes[0] = 0xff;
    *s = static_cast<short>(*s + 1);
    return *l;
}

void scaled(double* __restrict to, const double* __restrict from, const double* factor, int count) {
    for (int i = 0; i < count; i++) to[i] = from[i] * *factor;
}

int swap_by_xor(int* a, int* b) {
    *a ^= *b;
    *b ^= *a;
    *a ^= *b;
    return *a + *b;
}

std::uint32_t assembled(const unsigned char* bytes) {
    return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | static_cast<std::uint32_t>(bytes[3]) << 24;
}

}  // namespace

int main() {
    int values[40];
    for (int shift = -5; shift <= 5; shift++) {
        int expected[40];
        for (int i = 0; i < 40; i++) values[i] = expected[i] = hide(i * i);
        copy_forward(values + 10 + shift, values + 10, hide(20));
        for (int i = 0; i < 20; i++) expected[10 + shift + i] = expected[10 + i];
        CHECK(std::memcmp(values, expected, sizeof values) == 0);
        std::memmove(values + 10, values + 10 + shift, 20 * sizeof(int));
        for (int i = 0; i < 20; i++) CHECK(values[10 + i] == expected[10 + shift + i]);
        note(values);
    }
    for (int i = 0; i < 40; i++) values[i] = 1;
    running_sum(values, values, hide(40));
    CHECK(values[39] == 40);
    running_sum(values + 1, values, hide(30));
    note(values);
    int a = 0, b = 0;
    CHECK(store_and_load(&a, hide(true) ? &a : &b) == 2 && store_and_load(&a, &b) == 1);
    long l;
    short s = hide<short>(5);
    CHECK(mixed(&s, &l, reinterpret_cast<unsigned char*>(&l)) == 0x01020304050607ffL && s == 6);
    double numbers[12], results[12], factor = hide(1.5);
    for (int i = 0; i < 12; i++) numbers[i] = i;
    scaled(results, numbers, &factor, hide(12));
    for (int i = 0; i < 12; i++) CHECK(results[i] == i * 1.5);
    a = hide(6);
    b = hide(9);
    CHECK(swap_by_xor(&a, &b) == 15 && a == 9 && b == 6);
    CHECK(swap_by_xor(&a, hide(true) ? &a : &b) == 0 && a == 0);
    unsigned char bytes[8] = {1, 2, 3, 0x84, 5, 6, 7, 8};
    bytes[0] = hide(bytes[0]);
    for (int i = 0; i < 5; i++) {
        std::uint32_t word;
        std::memcpy(&word, bytes + i, 4);
        std::uint32_t mine = assembled(bytes + i);
        CHECK(word == mine || __builtin_bswap32(word) == mine);
        note(mine);
    }
    return finish();
}
