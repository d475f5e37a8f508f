// A loop whose cases stand inside it, and other switches that fall through.
#include "check.hpp"

namespace {

void copy(short* to, const short* from, int count) {
    if (count <= 0) return;
    int rounds = (count + 7) / 8;
    switch (count % 8) {
        case 0: do { *to++ = *from++; [[fallthrough]];
        case 7:      *to++ = *from++; [[fallthrough]];
        case 6:      *to++ = *from++; [[fallthrough]];
        case 5:      *to++ = *from++; [[fallthrough]];
        case 4:      *to++ = *from++; [[fallthrough]];
        case 3:      *to++ = *from++; [[fallthrough]];
        case 2:      *to++ = *from++; [[fallthrough]];
        case 1:      *to++ = *from++;
                } while (--rounds > 0);
    }
}

int dense(int n) {
    switch (n) {
        case -2: return 17;
        case -1: return 3;
        case 0: return 99;
        case 1: return -4;
        case 2: return 12;
        case 3: return 12;
        case 5: return 1000;
        default: return n;
    }
}

long sparse(long n) {
    long result = 1;
    switch (n) {
        case 1000000007L: result += 1; [[fallthrough]];
        case 5: result *= 2; [[fallthrough]];
        case -1: result += 100; break;
        case INT64_MIN: result = 7; break;
        case 77: case 78: case 79: case 80: case 90: result = n * 3; break;
        case INT64_MAX: return -1;
    }
    return result;
}

const char* named(unsigned char letter) {
    switch (letter) {
        case 'a' ... 'z': return "lower";
        case 'A' ... 'Z': return "upper";
        case '0' ... '9': return "digit";
        case ' ': case '\t': case '\n': return "blank";
        case 0x80 ... 0xff: return "other";
        default: return "sign";
    }
}

}  // namespace

int main() {
    short from[70], to[70];
    for (int i = 0; i < 70; i++) from[i] = static_cast<short>(hide(i) * 257);
    for (int count = 0; count <= 66; count++) {
        std::memset(to, 0x55, sizeof to);
        copy(to, from, hide(count));
        for (int i = 0; i < 70; i++) CHECK(to[i] == (i < count ? from[i] : 0x5555));
    }
    const int expected[] = {-4, -3, 17, 3, 99, -4, 12, 12, 4, 1000, 6};
    for (int n = -4; n <= 6; n++) CHECK(dense(hide(n)) == expected[n + 4]);
    CHECK(sparse(hide(1000000007L)) == 104 && sparse(hide(5L)) == 102 && sparse(hide(-1L)) == 101);
    CHECK(sparse(hide(INT64_MIN)) == 7 && sparse(hide(INT64_MAX)) == -1 && sparse(hide(90L)) == 270);
    CHECK(sparse(hide(81L)) == 1 && sparse(hide(76L)) == 1);
    int kinds = 0;
    for (int letter = 0; letter < 256; letter++) {
        const char* name = named(static_cast<unsigned char>(hide(letter)));
        note(name);
        kinds += name[0] == 's';
    }
    CHECK(kinds == 128 - 26 - 26 - 10 - 3);
    return finish();
}
