// Small, large and odd structures passed, returned, copied and compared by value.
#include "check.hpp"

namespace {

struct Point {
    int x, y;
};
struct Mixed {
    char letter;
    double number;
    short small;
};
struct Odd {
    char bytes[5];
};
struct Large {
    long values[12];
    Point corner;
};
struct Nested {
    Large parts[2];
    Mixed mixed;
    Odd odd;
};

Point mirrored(Point p) { return {p.y, -p.x}; }

Mixed grown(Mixed m, float by) {
    m.letter++;
    m.number *= by;
    m.small = static_cast<short>(m.small - 1);
    return m;
}

Odd rotated(Odd odd) {
    char first = odd.bytes[0];
    for (int i = 0; i < 4; i++) odd.bytes[i] = odd.bytes[i + 1];
    odd.bytes[4] = first;
    return odd;
}

Large shifted(Large large, long by) {
    for (long& value : large.values) value += by;
    large.corner = mirrored(large.corner);
    return large;
}

Nested combined(const Nested& a, Nested b) {
    b.parts[0] = a.parts[1];
    b.parts[1] = shifted(b.parts[0], b.parts[1].values[3]);
    b.mixed = grown(a.mixed, 0.5f);
    b.odd = rotated(rotated(a.odd));
    return b;
}

long many(int a, Point b, double c, Large d, char e, Odd f, float g, long h, Point i) {
    return a + b.x * 2 + b.y * 3 + static_cast<long>(c) + d.values[11] + e + f.bytes[4] + static_cast<long>(g * 4) + h +
           i.x - i.y;
}

}  // namespace

int main() {
    Point p = {hide(3), hide(-4)};
    for (int i = 0; i < 4; i++) p = mirrored(p);
    CHECK(p.x == 3 && p.y == -4);
    Mixed mixed = grown(grown({hide('a'), hide(8.0), 5}, 2), 0.25f);
    CHECK(mixed.letter == 'c' && mixed.number == 4.0 && mixed.small == 3);
    Odd odd = {{'a', 'b', 'c', 'd', hide('e')}};
    for (int i = 0; i < 7; i++) odd = rotated(odd);
    CHECK(std::memcmp(odd.bytes, "cdeab", 5) == 0);
    Large large;
    for (int i = 0; i < 12; i++) large.values[i] = hide(i * 100L);
    large.corner = p;
    Large other = shifted(large, 7);
    CHECK(large.values[5] == 500 && other.values[5] == 507 && other.corner.x == -4);
    Nested one = {{large, other}, mixed, odd}, two = {{other, large}, mixed, odd};
    Nested three = combined(one, two);
    CHECK(three.parts[0].values[2] == 207 && three.parts[1].values[2] == 507);
    CHECK(three.parts[1].corner.x == -3 && three.mixed.letter == 'd' && three.odd.bytes[0] == 'e');
    CHECK(one.parts[0].values[0] == 0 && two.parts[1].values[3] == 300);
    three = combined(three, three);
    CHECK(three.parts[0].values[0] == 307 && three.parts[1].values[0] == 307 + 607);
    CHECK(many(1, p, 2.5, large, 'A', odd, 1.25f, hide(10L), {4, 6}) == 1 + 6 - 12 + 2 + 1100 + 65 + 'b' + 5 + 10 - 2);
    note(three.parts[1].values);
    return finish();
}
