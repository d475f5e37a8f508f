// Owners that are counted, moved and told when the last one goes.
#include "check.hpp"

#include <memory>
#include <utility>
#include <vector>

namespace {

int made, gone;

struct Resource {
    int id;
    std::shared_ptr<Resource> friendly;
    std::weak_ptr<Resource> watched;
    explicit Resource(int i) : id(i) { made++; }
    ~Resource() { gone++; }
};

template <class T>
class Counted {
    struct Held {
        T value;
        int owners;
    };
    Held* held;

public:
    explicit Counted(T value) : held(new Held{std::move(value), 1}) {}
    Counted(const Counted& other) : held(other.held) { held->owners++; }
    Counted(Counted&& other) noexcept : held(std::exchange(other.held, nullptr)) {}
    Counted& operator=(Counted other) {
        std::swap(held, other.held);
        return *this;
    }
    ~Counted() {
        if (held != nullptr && --held->owners == 0) delete held;
    }
    T& operator*() const { return held->value; }
    int owners() const { return held == nullptr ? 0 : held->owners; }
};

std::unique_ptr<Resource> passed(std::unique_ptr<Resource> resource, int by) {
    if (by == 0) return resource;
    resource->id += by;
    return passed(std::move(resource), by - 1);
}

}  // namespace

int main() {
    {
        std::vector<std::shared_ptr<Resource>> all;
        for (int i = 0; i < hide(20); i++) {
            all.push_back(std::make_shared<Resource>(i));
            if (i > 0) {
                all[static_cast<std::size_t>(i)]->friendly = all[static_cast<std::size_t>(i / 2)];
                all[static_cast<std::size_t>(i / 2)]->watched = all[static_cast<std::size_t>(i)];
            }
        }
        CHECK(all[3].use_count() == 3 && all[19].use_count() == 1);
        std::weak_ptr<Resource> last = all[19], second = all[2];
        all.resize(10);
        CHECK(last.expired() && gone == 10 && second.lock()->id == 2);
        CHECK(all[9]->watched.expired() && !all[1]->watched.expired());
        std::shared_ptr<Resource> kept = all[7];
        all.clear();
        CHECK(kept->friendly->friendly->id == 1 && gone == 16);
        kept = kept->friendly;
        CHECK(gone == 17 && second.expired());
    }
    CHECK(made == 20 && gone == 20);
    CHECK(passed(std::make_unique<Resource>(hide(5)), hide(10))->id == 60);
    CHECK(gone == 21);
    Counted<std::vector<int>> one(std::vector<int>{1, 2, hide(3)}), two = one;
    CHECK(one.owners() == 2 && (*two)[2] == 3);
    Counted<std::vector<int>> three = std::move(one);
    CHECK(one.owners() == 0 && three.owners() == 2);
    (*three).push_back(9);
    CHECK((*two).size() == 4);
    two = Counted<std::vector<int>>(std::vector<int>(5, 7));
    CHECK(three.owners() == 1 && two.owners() == 1 && (*two)[4] == 7);
    two = *&two;
    CHECK(two.owners() == 1);
    note(gone);
    return finish();
}
