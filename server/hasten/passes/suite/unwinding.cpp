// What is destroyed, and in which order, when exceptions pass by.
#include "check.hpp"

#include <vector>

namespace {

std::vector<int> order;

struct Guard {
    int id;
    explicit Guard(int i) : id(i) {
        if (id == 13) throw id;
        order.push_back(id);
    }
    Guard(const Guard& other) : id(other.id + 100) { order.push_back(id); }
    ~Guard() { order.push_back(-id); }
};

struct Pair {
    Guard first, second;
    Pair(int a, int b) : first(a), second(b) {}
};

struct Owner {
    Guard* guard;
    explicit Owner(int id) : guard(new Guard(id)) {}
    ~Owner() { delete guard; }
    Owner(const Owner&) = delete;
    Owner& operator=(const Owner&) = delete;
};

int run(int fails) {
    Guard outer(1);
    Owner owner(2);
    for (int i = 3; i < 6; i++) {
        Guard inner(i);
        if (i == fails) throw i;
        if (i == fails - 10) return i;
    }
    if (fails == 20) Pair pair(12, 13);
    Guard array[] = {Guard(7), Guard(fails == 21 ? 13 : 8), Guard(9)};
    return array[1].id;
}

int attempt(int fails) {
    try {
        return run(fails);
    } catch (int number) {
        order.push_back(1000 + number);
        return -number;
    }
}

Guard by_value(Guard guard) { return guard; }

bool is(std::vector<int> expected) {
    bool same = order == expected;
    note_bytes(order.data(), order.size() * sizeof(int));
    order.clear();
    return same;
}

}  // namespace

int main() {
    CHECK(attempt(hide(0)) == 8);
    CHECK(is({1, 2, 3, -3, 4, -4, 5, -5, 7, 8, 9, -9, -8, -7, -2, -1}));
    CHECK(attempt(hide(4)) == -4);
    CHECK(is({1, 2, 3, -3, 4, -4, -2, -1, 1004}));
    CHECK(attempt(hide(14)) == 4);
    CHECK(is({1, 2, 3, -3, 4, -4, -2, -1}));
    CHECK(attempt(hide(20)) == -13);
    CHECK(is({1, 2, 3, -3, 4, -4, 5, -5, 12, -12, -2, -1, 1013}));
    CHECK(attempt(hide(21)) == -13);
    CHECK(is({1, 2, 3, -3, 4, -4, 5, -5, 7, -7, -2, -1, 1013}));
    {
        Guard guard(hide(30));
        Guard returned = by_value(guard);
        CHECK(returned.id == 230);
    }
    CHECK(is({30, 130, 230, -130, -230, -30}));
    return finish();
}
