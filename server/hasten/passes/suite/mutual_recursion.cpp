// Functions that call one another and themselves, in tails and in the middle.
#include "check.hpp"

namespace {

int ackermann(int m, int n) {
    if (m == 0) return n + 1;
    if (n == 0) return ackermann(m - 1, 1);
    return ackermann(m - 1, ackermann(m, n - 1));
}

bool is_odd(unsigned n);
bool is_even(unsigned n) { return n == 0 || is_odd(n - 1); }
bool is_odd(unsigned n) { return n != 0 && is_even(n - 1); }

int male(int n);
int female(int n) { return n == 0 ? 1 : n - male(female(n - 1)); }
int male(int n) { return n == 0 ? 0 : n - female(male(n - 1)); }

long sum_to(long n, long sum) { return n == 0 ? sum : sum_to(n - 1, sum + n); }

long power(long base, int exponent) {
    if (exponent == 0) return 1;
    long half = power(base, exponent / 2);
    return exponent % 2 ? half * half * base : half * half;
}

void hanoi(int disks, int from, int to, int* heights, int* moves) {
    if (disks == 0) return;
    int other = 3 - from - to;
    hanoi(disks - 1, from, other, heights, moves);
    heights[from]--;
    heights[to]++;
    moves[from * 3 + to]++;
    hanoi(disks - 1, other, to, heights, moves);
}

struct Counted {
    int depth, deepest, calls;
};

unsigned mc_carthy(unsigned n, Counted* counted) {
    counted->calls++;
    if (++counted->depth > counted->deepest) counted->deepest = counted->depth;
    unsigned result = n > 100 ? n - 10 : mc_carthy(mc_carthy(n + 11, counted), counted);
    counted->depth--;
    return result;
}

int partitions(int n, int largest) {
    if (n == 0) return 1;
    int count = 0;
    for (int part = largest < n ? largest : n; part > 0; part--) count += partitions(n - part, part);
    return count;
}

}  // namespace

int main() {
    CHECK(ackermann(hide(2), hide(9)) == 21 && ackermann(hide(3), hide(4)) == 125);
    CHECK(is_even(hide(1000u)) && is_odd(hide(777u)) && !is_odd(hide(10u)));
    const int females[] = {1, 1, 2, 2, 3, 3, 4, 5, 5, 6, 6}, males[] = {0, 0, 1, 2, 2, 3, 4, 4, 5, 6, 6};
    for (int n = 0; n <= 10; n++) CHECK(female(hide(n)) == females[n] && male(hide(n)) == males[n]);
    CHECK(sum_to(hide(5000L), 0) == 12502500);
    CHECK(power(hide(3L), hide(25)) == 847288609443);
    int heights[3] = {10, 0, 0}, moves[9] = {};
    hanoi(hide(10), 0, 2, heights, moves);
    CHECK(heights[0] == 0 && heights[1] == 0 && heights[2] == 10);
    int total = 0;
    for (int count : moves) total += count;
    CHECK(total == 1023);
    note(moves);
    Counted counted = {};
    CHECK(mc_carthy(hide(40u), &counted) == 91 && counted.depth == 0);
    note(counted);
    CHECK(partitions(hide(25), 25) == 1958);
    return finish();
}
