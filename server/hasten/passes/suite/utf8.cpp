// UTF-8 written, read, and refused where it is malformed.
#include "check.hpp"

namespace {

int put(std::uint32_t point, unsigned char* out) {
    if (point < 0x80) {
        out[0] = static_cast<unsigned char>(point);
        return 1;
    }
    int extra = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    static const unsigned char heads[] = {0, 0xc0, 0xe0, 0xf0};
    out[0] = static_cast<unsigned char>(heads[extra] | point >> (6 * extra));
    for (int i = 1; i <= extra; i++) {
        out[i] = static_cast<unsigned char>(0x80 | (point >> (6 * (extra - i)) & 0x3f));
    }
    return extra + 1;
}

std::int32_t get(const unsigned char*& in, const unsigned char* end) {
    if (in == end) return -1;
    unsigned head = *in++;
    if (head < 0x80) return static_cast<std::int32_t>(head);
    int extra;
    std::uint32_t point, least;
    switch (head >> 4) {
        case 0xc:
        case 0xd: extra = 1; point = head & 0x1f; least = 0x80; break;
        case 0xe: extra = 2; point = head & 0x0f; least = 0x800; break;
        case 0xf:
            if (head > 0xf4) return -2;
            extra = 3; point = head & 0x07; least = 0x10000; break;
        default: return -2;
    }
    for (; extra > 0; extra--) {
        if (in == end || (*in & 0xc0) != 0x80) return -2;
        point = point << 6 | (*in++ & 0x3f);
    }
    if (point < least || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return -2;
    return static_cast<std::int32_t>(point);
}

int errors(const unsigned char* text, int size) {
    const unsigned char *at = text, *end = text + size;
    int count = 0;
    while (true) {
        std::int32_t point = get(at, end);
        if (point == -1) return count;
        if (point == -2) count++;
        note(point);
    }
}

}  // namespace

int main() {
    unsigned char text[4];
    for (std::uint32_t point = hide(0u); point <= 0x10ffff; point += point < 0x900 ? 1 : 251) {
        int size = put(point, text);
        const unsigned char* at = text;
        std::int32_t back = get(at, text + size);
        bool surrogate = point >= 0xd800 && point < 0xe000;
        CHECK(surrogate ? back == -2 : back == static_cast<std::int32_t>(point));
        CHECK(at == text + size);
        CHECK(size == 1 + (point > 0x7f) + (point > 0x7ff) + (point > 0xffff));
    }
    unsigned char broken[] = {0xc0, 0x80, 'a', 0xe2, 0x82, 'b', 0xf8, 0x80, 0xed, 0xa0, 0x80, 0xf4, 0x90, 0x80, 0x80};
    CHECK(errors(broken, hide(static_cast<int>(sizeof broken))) == 6);
    return finish();
}
