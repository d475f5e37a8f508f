// Atomic variables in one thread: what exchanges and comparisons give back.
#include "check.hpp"

#include <atomic>

namespace {

std::atomic<int> counter;
std::atomic<std::uint64_t> bits;
std::atomic<unsigned char> small;
std::atomic_flag flag = ATOMIC_FLAG_INIT;

struct Node {
    int value;
    Node* next;
};
std::atomic<Node*> top;

void push(Node* node) {
    node->next = top.load(std::memory_order_relaxed);
    while (!top.compare_exchange_weak(node->next, node, std::memory_order_release, std::memory_order_relaxed)) {
    }
}

Node* pop() {
    Node* node = top.load(std::memory_order_acquire);
    while (node != nullptr && !top.compare_exchange_strong(node, node->next)) {
    }
    return node;
}

int largest(int value) {
    int seen = counter.load();
    while (seen < value && !counter.compare_exchange_weak(seen, value)) {
    }
    return seen;
}

}  // namespace

int main() {
    for (int i = 0; i < hide(10); i++) CHECK(counter.fetch_add(i) == i * (i - 1) / 2);
    CHECK(counter == 45 && counter.exchange(hide(-3)) == 45 && --counter == -4);
    int expected = hide(5);
    CHECK(!counter.compare_exchange_strong(expected, 7) && expected == -4);
    CHECK(counter.compare_exchange_strong(expected, 7) && counter == 7);
    CHECK(largest(hide(12)) == 7 && largest(hide(11)) == 12 && counter == 12);
    CHECK(bits.fetch_or(hide(0xf0ull)) == 0 && bits.fetch_and(hide(0x3cull)) == 0xf0);
    CHECK(bits.fetch_xor(hide(0xffull)) == 0x30 && bits.load() == 0xcf);
    small = hide<unsigned char>(250);
    for (int i = 0; i < 10; i++) small++;
    CHECK(small == 4 && small.fetch_sub(5) == 4 && small == 255);
    CHECK(!flag.test_and_set() && flag.test_and_set());
    flag.clear();
    CHECK(!flag.test_and_set());
    Node nodes[8];
    for (int i = 0; i < 8; i++) {
        nodes[i].value = hide(i);
        push(&nodes[i]);
    }
    for (int i = 7; i >= 0; i--) CHECK(pop()->value == i);
    CHECK(pop() == nullptr);
    std::atomic_thread_fence(std::memory_order_seq_cst);
    note(bits.load());
    return finish();
}
