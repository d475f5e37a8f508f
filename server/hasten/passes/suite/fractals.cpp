// Points that escape, counted in floating and in fixed point.
#include "check.hpp"

namespace {

int escapes(double cx, double cy, int limit) {
    double x = 0, y = 0;
    int count = 0;
    while (x * x + y * y <= 4 && count < limit) {
        double next = x * x - y * y + cx;
        y = 2 * x * y + cy;
        x = next;
        count++;
    }
    return count;
}

int escapes_fixed(int cx, int cy, int limit) {
    const int shift = 13;
    int x = 0, y = 0, count = 0;
    for (; count < limit; count++) {
        int xx = x * x >> shift, yy = y * y >> shift;
        if (xx + yy > 4 << shift) break;
        y = (x * y >> (shift - 1)) + cy;
        x = xx - yy + cx;
    }
    return count;
}

int escapes_float(float cx, float cy, int limit) {
    float zr = cx, zi = cy;
    for (int n = 1; n < limit; ++n) {
        float r = zr * zr, i = zi * zi;
        if (r + i > 4.0f) return n;
        zi = zr * zi * 2.0f + cy;
        zr = r - i + cx;
    }
    return limit;
}

}  // namespace

int main() {
    int inside = 0, agree = 0, close = 0, total = 0;
    const int limit = hide(40);
    for (int row = -16; row <= 16; row++) {
        for (int column = -34; column <= 14; column++) {
            int one = escapes(column / 16.0, row / 16.0, limit);
            int two = escapes_fixed(column * 512, row * 512, limit);
            int three = escapes_float(static_cast<float>(column) / 16, static_cast<float>(row) / 16, limit);
            inside += one == limit;
            agree += one == two;
            close += one == three;
            total++;
            note(one);
            note(two);
            note(three);
            CHECK(one == escapes(column / 16.0, -row / 16.0, limit));
        }
    }
    CHECK(inside > 300 && inside < 500);
    CHECK(agree > total * 8 / 10 && close > total * 9 / 10);
    return finish();
}
