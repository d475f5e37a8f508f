// Several bases, virtual bases, casts between them, and the order of construction.
#include "check.hpp"

#include <typeinfo>

namespace {

char trace[200];
int traced;

void mark(char letter) { trace[traced++] = letter; }

struct Root {
    int id;
    explicit Root(int i) : id(i) { mark('R'); }
    virtual ~Root() { mark('r'); }
    virtual int value() const { return id; }
};

struct Left : virtual Root {
    int left = 1;
    Left() : Root(-1) { mark('L'); mark(static_cast<char>('0' + value() % 10)); }
    ~Left() override { mark('l'); }
    int value() const override { return left; }
};

struct Right : virtual Root {
    int right = 2;
    Right() : Root(-2) { mark('I'); }
    ~Right() override { mark('i'); }
    virtual int other() const { return right; }
};

struct Bottom : Left, Right {
    int bottom;
    explicit Bottom(int b) : Root(b), bottom(b * 10) { mark('B'); }
    ~Bottom() override { mark('b'); mark(static_cast<char>('0' + value() % 10)); }
    int value() const override { return bottom + left + right; }
    int other() const override { return id; }
};

struct First {
    virtual ~First() = default;
    virtual int one() { return 1; }
    long padding = 5;
};
struct Second {
    virtual ~Second() = default;
    virtual int two() { return 2; }
    long padding = 6;
};
struct Both : First, Second {
    int one() override { return 10 + static_cast<int>(Second::padding); }
    int two() override { return 20 + static_cast<int>(First::padding); }
};

int through(const Root& root) { return root.value(); }

}  // namespace

int main() {
    {
        Bottom bottom(hide(7));
        CHECK(through(bottom) == 73);
        Left& left = bottom;
        Right& right = bottom;
        CHECK(left.id == 7 && right.id == 7 && &static_cast<Root&>(left) == &static_cast<Root&>(right));
        CHECK(right.other() == 7 && right.value() == 73);
        right.right += hide(5);
        CHECK(left.value() == 78);
        CHECK(dynamic_cast<Bottom*>(&right) == &bottom && dynamic_cast<Left*>(&right) == &left);
        CHECK(typeid(left) == typeid(Bottom));
        Root* root = &bottom;
        CHECK(dynamic_cast<Right*>(root) == &right);
        Root plain(3);
        root = &plain;
        CHECK(dynamic_cast<Right*>(root) == nullptr && through(*root) == 3);
    }
    trace[traced] = '\0';
    CHECK(std::strcmp(trace, "RL1IBRrb8ilr") == 0);
    note(static_cast<const char*>(trace));
    Both both;
    First* first = &both;
    Second* second = &both;
    CHECK(first->one() == 16 && second->two() == 25);
    CHECK(static_cast<void*>(first) != static_cast<void*>(second));
    CHECK(dynamic_cast<First*>(second) == first && dynamic_cast<void*>(second) == static_cast<void*>(&both));
    int (Second::*member)() = &Second::two;
    long Both::*data = &Both::First::padding;
    CHECK((second->*member)() == 25 && both.*data == 5);
    return finish();
}
