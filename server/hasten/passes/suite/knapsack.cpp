// Coins, knapsacks and sums of subsets: tables against trying everything.
#include "check.hpp"

namespace {

long ways_by_table(const int* coins, int count, int amount) {
    long ways[301] = {1};
    for (int i = 0; i < count; i++) {
        for (int sum = coins[i]; sum <= amount; sum++) ways[sum] += ways[sum - coins[i]];
    }
    return ways[amount];
}

long ways_by_recursion(const int* coins, int count, int amount) {
    if (amount == 0) return 1;
    if (amount < 0 || count == 0) return 0;
    return ways_by_recursion(coins, count - 1, amount) + ways_by_recursion(coins, count, amount - coins[count - 1]);
}

int best_by_table(const int* weights, const int* values, int count, int capacity) {
    int best[201] = {};
    for (int i = 0; i < count; i++) {
        for (int room = capacity; room >= weights[i]; room--) {
            int with = best[room - weights[i]] + values[i];
            best[room] = with > best[room] ? with : best[room];
        }
    }
    return best[capacity];
}

int best_by_trying(const int* weights, const int* values, int count, int capacity) {
    int best = 0;
    for (unsigned chosen = 0; chosen < 1u << count; chosen++) {
        int weight = 0, value = 0;
        for (unsigned rest = chosen; rest != 0; rest &= rest - 1) {
            int item = __builtin_ctz(rest);
            weight += weights[item];
            value += values[item];
        }
        if (weight <= capacity && value > best) best = value;
    }
    return best;
}

unsigned long long reachable(const int* weights, int count) {
    unsigned long long sums = 1;
    for (int i = 0; i < count; i++) sums |= sums << weights[i];
    return sums;
}

}  // namespace

int main() {
    static const int coins[] = {1, 2, 5, 10, 20, 50, 100, 200};
    CHECK(ways_by_table(coins, 8, hide(200)) == 73682);
    for (int amount = 0; amount < 60; amount += 7) {
        CHECK(ways_by_table(coins, 6, hide(amount)) == ways_by_recursion(coins, 6, amount));
    }
    Random random(1957);
    for (int round = 0; round < 12; round++) {
        int weights[10], values[10];
        for (int i = 0; i < 10; i++) {
            weights[i] = 1 + static_cast<int>(random.below(20));
            values[i] = static_cast<int>(random.below(100));
        }
        int capacity = hide(static_cast<int>(random.below(120)));
        int best = best_by_table(weights, values, 10, capacity);
        CHECK(best == best_by_trying(weights, values, 10, capacity));
        unsigned long long sums = reachable(weights, 5);
        for (unsigned chosen = 0; chosen < 32; chosen++) {
            int sum = 0;
            for (int i = 0; i < 5; i++) sum += chosen >> i & 1 ? weights[i] : 0;
            CHECK(sum > 63 || (sums >> sum & 1));
        }
        note(best);
        note(sums);
    }
    return finish();
}
