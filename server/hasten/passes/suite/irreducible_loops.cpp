// Loops that are entered in two places, and jumps across blocks.
#include "check.hpp"

namespace {

long two_entries(int n, bool middle) {
    long sum = 0;
    int i = 0;
    if (middle) goto inside;
    while (i < n) {
        sum += 3 * i;
        if (sum % 7 == 1) sum++;
    inside:
        sum ^= i;
        i++;
    }
    return sum;
}

long two_entries_structured(int n, bool middle) {
    long sum = 0;
    int i = 0;
    bool skip = middle;
    while (skip || i < n) {
        if (!skip) {
            sum += 3 * i;
            if (sum % 7 == 1) sum++;
        }
        skip = false;
        sum ^= i;
        i++;
    }
    return sum;
}

int three_states(unsigned bits, int budget) {
    int trace = 1;
    if (bits & 1) goto second;
    if (bits & 2) goto third;
first:
    if (--budget < 0) return trace;
    trace = trace * 5 + 1;
    bits = bits >> 1 | bits << 31;
    if (bits & 4) goto third;
second:
    if (--budget < 0) return trace;
    trace = trace * 5 + 2;
    bits ^= bits >> 3;
    if (bits & 2) goto first;
    if (bits & 8) return -trace;
third:
    if (--budget < 0) return trace;
    trace = trace * 5 + 3;
    bits += 0x9e3779b9u;
    if (bits & 1) goto second;
    goto first;
}

int three_states_structured(unsigned bits, int budget) {
    int trace = 1, state = bits & 1 ? 2 : bits & 2 ? 3 : 1;
    for (;;) {
        if (--budget < 0) return trace;
        trace = trace * 5 + state;
        if (state == 1) {
            bits = bits >> 1 | bits << 31;
            state = bits & 4 ? 3 : 2;
        } else if (state == 2) {
            bits ^= bits >> 3;
            if (bits & 2) {
                state = 1;
            } else if (bits & 8) {
                return -trace;
            } else {
                state = 3;
            }
        } else {
            bits += 0x9e3779b9u;
            state = bits & 1 ? 2 : 1;
        }
    }
}

}  // namespace

int main() {
    Random random(3);
    for (int n = 0; n < 60; n++) {
        CHECK(two_entries(hide(n), false) == two_entries_structured(n, false));
        CHECK(two_entries(n, hide(true)) == two_entries_structured(n, true));
        note(two_entries(n, n & 1));
        std::uint32_t bits = random.next() << 1 | (n & 1);
        int budget = hide(n % 12);
        int trace = three_states(bits, budget);
        CHECK(trace == three_states_structured(bits, budget));
        note(trace);
    }
    return finish();
}
