// Products of matrices in every order of the loops, transposed, in tiles, and to powers.
#include "check.hpp"

namespace {

const int size = 24;
using Matrix = long[size][size];

void plain(const Matrix a, const Matrix b, Matrix c) {
    for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
            long sum = 0;
            for (int k = 0; k < size; k++) sum += a[i][k] * b[k][j];
            c[i][j] = sum;
        }
    }
}

void by_rows(const Matrix a, const Matrix b, Matrix c) {
    std::memset(c, 0, sizeof(Matrix));
    for (int i = 0; i < size; i++) {
        for (int k = 0; k < size; k++) {
            for (int j = 0; j < size; j++) c[i][j] += a[i][k] * b[k][j];
        }
    }
}

void by_columns(const Matrix a, const Matrix b, Matrix c) {
    for (int j = 0; j < size; j++) {
        for (int i = 0; i < size; i++) c[i][j] = 0;
        for (int k = size - 1; k >= 0; k--) {
            for (int i = size; i-- > 0;) c[i][j] += a[i][k] * b[k][j];
        }
    }
}

void in_tiles(const Matrix a, const Matrix b, Matrix c, int tile) {
    std::memset(c, 0, sizeof(Matrix));
    for (int ii = 0; ii < size; ii += tile) {
        for (int kk = 0; kk < size; kk += tile) {
            for (int i = ii; i < ii + tile && i < size; i++) {
                for (int k = kk; k < kk + tile && k < size; k++) {
                    for (int j = 0; j < size; j++) c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
    }
}

void transpose(Matrix a) {
    for (int i = 0; i < size; i++) {
        for (int j = i + 1; j < size; j++) {
            long t = a[i][j];
            a[i][j] = a[j][i];
            a[j][i] = t;
        }
    }
}

struct Two {
    unsigned a, b, c, d;
};

Two operator*(Two x, Two y) {
    return {x.a * y.a + x.b * y.c, x.a * y.b + x.b * y.d, x.c * y.a + x.d * y.c, x.c * y.b + x.d * y.d};
}

}  // namespace

int main() {
    static Matrix a, b, c, d;
    Random random(1812);
    for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
            a[i][j] = static_cast<long>(random.below(2001)) - 1000;
            b[i][j] = static_cast<long>(random.below(2001)) - 1000;
        }
    }
    plain(a, b, c);
    by_rows(a, b, d);
    CHECK(std::memcmp(c, d, sizeof c) == 0);
    by_columns(a, b, d);
    CHECK(std::memcmp(c, d, sizeof c) == 0);
    in_tiles(a, b, d, hide(7));
    CHECK(std::memcmp(c, d, sizeof c) == 0);
    note(c);
    transpose(a);
    transpose(b);
    plain(b, a, d);
    transpose(d);
    CHECK(std::memcmp(c, d, sizeof c) == 0);
    Two base = {hide(1u), 1, 1, 0}, power = {1, 0, 0, 1};
    for (unsigned n = hide(47u); n != 0; n >>= 1) {
        if (n & 1) power = power * base;
        base = base * base;
    }
    CHECK(power.b == 2971215073u && power.a - power.d == power.b);
    return finish();
}
