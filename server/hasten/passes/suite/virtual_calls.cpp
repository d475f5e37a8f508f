// Shapes behind a common base, visited, copied and destroyed through it.
#include "check.hpp"

#include <memory>
#include <vector>

namespace {

int destroyed[3];

struct Square;
struct Circle;
struct Group;

struct Visitor {
    virtual ~Visitor() = default;
    virtual void visit(const Square& square) = 0;
    virtual void visit(const Circle& circle) = 0;
    virtual void visit(const Group& group) = 0;
};

struct Shape {
    virtual ~Shape() = default;
    virtual long area() const = 0;
    virtual std::unique_ptr<Shape> copy() const = 0;
    virtual void accept(Visitor& visitor) const = 0;
    virtual int corners() const { return 0; }
};

struct Square final : Shape {
    long side;
    explicit Square(long s) : side(s) {}
    ~Square() override { destroyed[0]++; }
    long area() const override { return side * side; }
    std::unique_ptr<Shape> copy() const override { return std::make_unique<Square>(side); }
    void accept(Visitor& visitor) const override { visitor.visit(*this); }
    int corners() const override { return 4; }
};

struct Circle : Shape {
    long radius;
    explicit Circle(long r) : radius(r) {}
    ~Circle() override { destroyed[1]++; }
    long area() const override { return radius * radius * 355 / 113; }
    std::unique_ptr<Shape> copy() const override { return std::make_unique<Circle>(radius); }
    void accept(Visitor& visitor) const override { visitor.visit(*this); }
};

struct Group : Shape {
    std::vector<std::unique_ptr<Shape>> members;
    ~Group() override { destroyed[2]++; }
    long area() const override {
        long sum = 0;
        for (const auto& member : members) sum += member->area();
        return sum;
    }
    std::unique_ptr<Shape> copy() const override {
        auto made = std::make_unique<Group>();
        for (const auto& member : members) made->members.push_back(member->copy());
        return made;
    }
    void accept(Visitor& visitor) const override { visitor.visit(*this); }
    int corners() const override {
        int sum = Shape::corners();
        for (const auto& member : members) sum += member->corners();
        return sum;
    }
};

struct Counter : Visitor {
    int squares = 0, circles = 0, deepest = 0, depth = 0;
    void visit(const Square&) override { squares++; }
    void visit(const Circle&) override { circles++; }
    void visit(const Group& group) override {
        if (++depth > deepest) deepest = depth;
        for (const auto& member : group.members) member->accept(*this);
        depth--;
    }
};

std::unique_ptr<Shape> made(Random& random, int depth) {
    switch (random.below(depth > 0 ? 4 : 2)) {
        case 0: return std::make_unique<Square>(random.below(20));
        case 1: return std::make_unique<Circle>(random.below(20));
        default: break;
    }
    auto group = std::make_unique<Group>();
    for (std::uint32_t i = random.below(4); i-- > 0;) group->members.push_back(made(random, depth - 1));
    return group;
}

}  // namespace

int main() {
    Random random(1967);
    int squares = 0;
    {
        Group all;
        for (int i = 0; i < hide(40); i++) all.members.push_back(made(random, 4));
        std::unique_ptr<Shape> twin = all.copy();
        CHECK(twin->area() == all.area() && twin->corners() == all.corners());
        Counter counter;
        twin->accept(counter);
        CHECK(counter.squares * 4 == all.corners());
        squares = counter.squares;
        note(all.area());
        note(counter.circles);
        note(counter.deepest);
    }
    CHECK(destroyed[0] == 2 * squares);
    note(destroyed);
    return finish();
}
