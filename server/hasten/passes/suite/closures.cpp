// Lambdas that capture by value and by reference, kept in std::function.
#include "check.hpp"

#include <functional>
#include <vector>

namespace {

std::function<int(int)> composed(std::function<int(int)> outer, std::function<int(int)> inner) {
    return [outer, inner](int x) { return outer(inner(x)); };
}

std::function<int()> counter(int start, int step) {
    return [start, step]() mutable {
        int now = start;
        start += step;
        return now;
    };
}

template <class F>
int applied(F f, int times, int x) {
    for (int i = 0; i < times; i++) x = f(x);
    return x;
}

template <class... Numbers>
int total(Numbers... numbers) {
    return (0 + ... + numbers);
}

}  // namespace

int main() {
    int offset = hide(5);
    auto add = [offset](int x) { return x + offset; };
    auto scale = [&offset](int x) { return x * offset; };
    auto both = composed(add, scale);
    CHECK(both(3) == 20);
    offset = hide(7);
    CHECK(both(3) == 26 && add(1) == 6);
    std::vector<std::function<int()>> counters;
    for (int i = 1; i <= hide(5); i++) counters.push_back(counter(i * 100, i));
    std::function<int()> copy = counters[2];
    for (int round = 0; round < 10; round++) {
        for (auto& one : counters) note(one());
    }
    CHECK(counters[2]() == 330 && copy() == 300);
    std::function<int(int)> fibonacci = [&fibonacci](int n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); };
    CHECK(fibonacci(hide(15)) == 610);
    CHECK(applied([](int x) { return x * 2 + 1; }, hide(10), 0) == 1023);
    int calls = 0;
    auto logged = [&calls, both](auto f, auto... numbers) {
        calls++;
        return f(numbers...);
    };
    CHECK(logged([](auto... n) { return total(n...); }, 1, hide(2), 3) == 6);
    CHECK(logged([&both](int x) { return both(x); }, hide(1)) == 12);
    CHECK(calls == 2);
    std::function<void(int)> none;
    CHECK(!none);
    return finish();
}
