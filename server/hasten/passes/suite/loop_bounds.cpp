// Loops whose counters begin, end, wrap and step at the edges of their types.
#include "check.hpp"

namespace {

template <class T>
long rounds_up(T from, T to, T step) {
    long count = 0;
    for (T i = from; i < to; i = static_cast<T>(i + step)) {
        count++;
        if (count > 100000) break;
    }
    return count;
}

long rounds_down(unsigned from) {
    long count = 0;
    for (unsigned i = from; i-- > 0;) count += i & 1;
    return count;
}

long until_equal(unsigned char from, unsigned char to, unsigned char step) {
    long count = 0;
    for (unsigned char i = from; i != to && count < 1000; i = static_cast<unsigned char>(i + step)) count++;
    return count;
}

int to_the_top(int from) {
    int count = 0;
    for (int i = from; i <= INT32_MAX; i++) {
        count++;
        if (i == INT32_MAX) break;
    }
    return count;
}

int shrinking(int low, int high) {
    int turns = 0;
    while (low < high) {
        if (turns % 2) low += turns;
        else high -= 2;
        turns++;
    }
    return turns * 1000 + low - high;
}

long triangle(int n, int m) {
    long sum = 0;
    for (int i = 0; i < n; i++) {
        for (int j = i; j < m; j += 2) {
            for (int k = j; k > i; k--) sum += k - j * i;
        }
    }
    return sum;
}

long unknown_trips(const int* next, int at) {
    long trips = 0;
    do {
        at = next[at];
        trips++;
    } while (at >= 0);
    return trips;
}

}  // namespace

int main() {
    CHECK(rounds_up<int>(hide(0), hide(0), 1) == 0 && rounds_up<int>(hide(5), hide(-5), 1) == 0);
    CHECK(rounds_up<int>(hide(-5), hide(5), hide(3)) == 4);
    CHECK(rounds_up<short>(hide<short>(32000), hide<short>(32766), hide<short>(383)) == 2);
    CHECK(rounds_up<unsigned>(hide(4294967290u), hide(4294967294u), 2) == 2);
    CHECK(rounds_up<long>(hide(INT64_MAX - 10), hide(INT64_MAX - 3), 4) == 2);
    CHECK(rounds_down(hide(0u)) == 0 && rounds_down(hide(101u)) == 50);
    CHECK(until_equal(hide<unsigned char>(250), hide<unsigned char>(4), hide<unsigned char>(5)) == 2);
    CHECK(until_equal(hide<unsigned char>(0), hide<unsigned char>(1), hide<unsigned char>(2)) == 1000);
    CHECK(until_equal(hide<unsigned char>(0), hide<unsigned char>(1), hide<unsigned char>(171)) == 3);
    CHECK(to_the_top(hide(INT32_MAX - 6)) == 7 && to_the_top(hide(INT32_MAX)) == 1);
    for (int n = 0; n < 12; n++) {
        long expected = 0;
        for (int i = 0; i < hide(n); i++) {
            for (int j = i; j < 9; j += 2) {
                for (int k = i + 1; k <= j; k++) expected += k - j * i;
            }
        }
        CHECK(triangle(hide(n), hide(9)) == expected);
        note(expected);
        note(shrinking(hide(n - 20), hide(n * n)));
    }
    int next[64];
    for (int i = 0; i < 64; i++) next[i] = i < 5 ? -1 : i / 2 + (i & 1);
    for (int i = 0; i < 64; i++) note(unknown_trips(next, hide(i)));
    return finish();
}
