// Bytes shared in unions, packed fields, and tagged values.
#include "check.hpp"

namespace {

struct __attribute__((packed)) Header {
    std::uint8_t kind;
    std::uint32_t length;
    std::uint16_t check;
    std::uint64_t stamp;
};

union Word {
    std::uint32_t whole;
    std::uint16_t halves[2];
    std::uint8_t bytes[4];
    float number;
};

enum Kind : std::uint8_t { integer, real, text, pair };

struct Value {
    Kind kind;
    union {
        long integer;
        double real;
        const char* text;
        const Value* pair[2];
    };
};

long size_of(const Value& value) {
    switch (value.kind) {
        case integer: return value.integer;
        case real: return static_cast<long>(value.real * 10);
        case text: return static_cast<long>(std::strlen(value.text));
        case pair: return size_of(*value.pair[0]) * 3 + size_of(*value.pair[1]);
    }
    return -1;
}

Value of(long number) {
    Value value;
    value.kind = integer;
    value.integer = number;
    return value;
}

Value of(double number) {
    Value value;
    value.kind = real;
    value.real = number;
    return value;
}

Value of(const char* words) {
    Value value;
    value.kind = text;
    value.text = words;
    return value;
}

Value of(const Value* a, const Value* b) {
    Value value;
    value.kind = pair;
    value.pair[0] = a;
    value.pair[1] = b;
    return value;
}

std::uint16_t checked(const Header* headers, int count) {
    std::uint16_t sum = 0;
    for (int i = 0; i < count; i++) {
        sum = static_cast<std::uint16_t>(sum + headers[i].kind + headers[i].length + (headers[i].stamp >> 32));
    }
    return sum;
}

}  // namespace

int main() {
    static_assert(sizeof(Header) == 15);
    Header headers[5];
    for (int i = 0; i < 5; i++) {
        headers[i].kind = static_cast<std::uint8_t>(hide(i));
        headers[i].length = hide(0x01020304u) * static_cast<std::uint32_t>(i);
        headers[i].stamp = 0x1111111122222222ull * static_cast<std::uint64_t>(i);
        headers[i].check = checked(headers, i);
    }
    CHECK(headers[2].length == 0x02040608 && headers[4].stamp == 0x4444444488888888ull);
    unsigned char raw[sizeof headers];
    std::memcpy(raw, headers, sizeof raw);
    CHECK(raw[15] == 1 && raw[30] == 2);
    note(raw);
    Word word;
    word.number = hide(1.0f);
    CHECK(word.whole == 0x3f800000u);
    word.bytes[0] = hide<std::uint8_t>(0x80);
    word.halves[1] ^= 0x8000;
    note(word.whole);
    CHECK((word.whole & 0x7fffff7fu) == 0x3f800000u);
    Value one = of(hide(7L)), two = of(hide(2.5)), three = of("four"), four = of(&one, &two), five = of(&four, &three);
    CHECK(size_of(one) == 7 && size_of(two) == 25 && size_of(three) == 4);
    CHECK(size_of(four) == 46 && size_of(five) == 142);
    three = five;
    CHECK(three.kind == pair && three.pair[0] == &four);
    return finish();
}
