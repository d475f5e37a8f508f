// Arithmetic on short vectors as the compilers' extension has it, lane by lane.
#include "check.hpp"

namespace {

typedef int Ints __attribute__((vector_size(16)));
typedef unsigned char Bytes __attribute__((vector_size(16)));
typedef float Floats __attribute__((vector_size(16)));
typedef long long Longs __attribute__((vector_size(32)));

int sum(Ints v) { return v[0] + v[1] + v[2] + v[3]; }

Ints larger(Ints a, Ints b) {
    Ints mask = a > b;
    return (a & mask) | (b & ~mask);
}

float dot(const float* a, const float* b, int count) {
    Floats total = {0, 0, 0, 0};
    for (int i = 0; i + 4 <= count; i += 4) {
        Floats x, y;
        std::memcpy(&x, a + i, sizeof x);
        std::memcpy(&y, b + i, sizeof y);
        total += x * y;
    }
    return (total[0] + total[2]) + (total[1] + total[3]);
}

}  // namespace

int main() {
    Random random(1997);
    for (int round = 0; round < 100; round++) {
        Ints a, b;
        int x[4], y[4], total = 0;
        for (int i = 0; i < 4; i++) {
            a[i] = x[i] = static_cast<int>(random.below(20000)) - 10000;
            b[i] = y[i] = static_cast<int>(random.below(200)) - 100;
        }
        Ints c = a * b - (a ^ b), d = larger(a, b), e = a >> 3, f = -a;
        for (int i = 0; i < 4; i++) {
            CHECK(c[i] == x[i] * y[i] - (x[i] ^ y[i]));
            CHECK(d[i] == (x[i] > y[i] ? x[i] : y[i]));
            CHECK(e[i] == x[i] >> 3 && f[i] == -x[i]);
            CHECK((a == b)[i] == (x[i] == y[i] ? -1 : 0));
            total += c[i];
        }
        CHECK(sum(c) == total);
        Bytes bytes, others;
        for (int i = 0; i < 16; i++) {
            bytes[i] = static_cast<unsigned char>(random.next());
            others[i] = static_cast<unsigned char>(random.next());
        }
        Bytes averaged = (bytes >> 1) + (others >> 1) + (bytes & others & 1);
        for (int i = 0; i < 16; i++) CHECK(averaged[i] == (bytes[i] + others[i]) / 2);
        Longs wide = {x[0], x[1], x[2], x[3]};
        wide = wide * wide + round;
        for (int i = 0; i < 4; i++) CHECK(wide[i] == static_cast<long long>(x[i]) * x[i] + round);
        int lane = hide(round & 3);
        a[lane] = 77;
        CHECK(a[lane] == 77 && a[(lane + 1) & 3] == x[(lane + 1) & 3]);
        note(c);
        note(averaged);
    }
    float p[20], q[20];
    for (int i = 0; i < 20; i++) {
        p[i] = static_cast<float>(hide(i));
        q[i] = static_cast<float>(20 - i) * 0.5f;
    }
    CHECK(dot(p, q, hide(20)) == 665.0f);
    return finish();
}
