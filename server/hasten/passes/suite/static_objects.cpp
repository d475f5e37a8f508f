// Objects that live as long as the program: their order, and statics made on first use.
#include "check.hpp"

#include <string>

namespace {

int order;

struct Named {
    std::string name;
    int made;
    explicit Named(const char* text) : name(text), made(++order) {}
    Named(const Named& other) : name(other.name + "'"), made(++order) {}
};

Named first("first");
Named second(first);
int computed = first.made * 10 + second.made;
const int table[] = {computed, computed * 2, computed + order};

int calls;

Named& on_first_use(const char* text) {
    static Named named((calls++, text));
    return named;
}

int sequence() {
    static int state = computed;
    static int history[4];
    history[state & 3]++;
    state = state * 5 + 3;
    return state + history[0] * 1000 + history[3] * 100000;
}

template <class T>
int& counter() {
    static int count = static_cast<int>(sizeof(T));
    return count;
}

struct Registry {
    static Registry*& head() {
        static Registry* list = nullptr;
        return list;
    }
    Registry* next;
    int id;
    explicit Registry(int i) : next(head()), id(i) { head() = this; }
};

Registry one(1), two(2), three(3);

thread_local int per_thread = 41;

}  // namespace

int main() {
    CHECK(first.made == 1 && second.made == 2 && second.name == "first'");
    CHECK(table[0] == 12 && table[1] == 24 && table[2] == 14);
    CHECK(&on_first_use("a") == &on_first_use("b") && on_first_use("c").name == "a" && calls == 1);
    int last = 0;
    for (int i = 0; i < hide(6); i++) {
        last = sequence();
        note(last);
    }
    counter<char>() += hide(5);
    counter<long>()++;
    CHECK(counter<char>() == 6 && counter<long>() == sizeof(long) + 1 && counter<short>() == 2);
    int ids = 0;
    for (Registry* registry = Registry::head(); registry != nullptr; registry = registry->next) ids = ids * 10 + registry->id;
    CHECK(ids == 321);
    per_thread += hide(1);
    CHECK(per_thread == 42);
    return finish();
}
