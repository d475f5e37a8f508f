#include <array>
#include <cstdio>

namespace {

constexpr int digits(int n) { return n / 10 + n % 10; }

std::array<int, 64> in_minute{}, in_hour{};

int at(const std::array<int, 64> &table, int sum) {
    return sum >= 0 && sum < 64 ? table[sum] : 0;
}

// How many times before the given one have the digit sum `wanted`.
int before(int hour, int minute, int second, int wanted) {
    int count = 0;
    for (int h = 0; h < hour; ++h) count += at(in_hour, wanted - digits(h));
    wanted -= digits(hour);
    for (int m = 0; m < minute; ++m) count += at(in_minute, wanted - digits(m));
    wanted -= digits(minute);
    for (int s = 0; s < second; ++s) count += digits(s) == wanted;
    return count;
}

}  // namespace

int main() {
    for (int s = 0; s < 60; ++s) ++in_minute[digits(s)];
    for (int m = 0; m < 60; ++m)
        for (int sum = 0; sum <= 14; ++sum) in_hour[digits(m) + sum] += in_minute[sum];
    int q;
    if (scanf("%d", &q) != 1) return 1;
    while (q--) {
        int a, b, c, d, e, f, wanted;
        scanf("%d:%d:%d %d:%d:%d %d", &a, &b, &c, &d, &e, &f, &wanted);
        printf("%d\n", before(d, e, f + 1, wanted) - before(a, b, c, wanted));
    }
}
