// Lists of nodes turned round, sorted, joined, and tested for cycles.
#include "check.hpp"

namespace {

struct Node {
    int value;
    Node* next;
};

Node pool[300];
int used;

Node* made(Random& random, int count) {
    Node *head = nullptr, **tail = &head;
    for (int i = 0; i < count; i++) {
        Node* node = &pool[used++];
        node->value = static_cast<int>(random.below(1000));
        node->next = nullptr;
        *tail = node;
        tail = &node->next;
    }
    return head;
}

Node* reversed(Node* list) {
    Node* done = nullptr;
    while (list != nullptr) {
        Node* next = list->next;
        list->next = done;
        done = list;
        list = next;
    }
    return done;
}

Node* merged(Node* a, Node* b) {
    if (a == nullptr) return b;
    if (b == nullptr) return a;
    if (b->value < a->value) {
        b->next = merged(a, b->next);
        return b;
    }
    a->next = merged(a->next, b);
    return a;
}

Node* sorted(Node* list) {
    if (list == nullptr || list->next == nullptr) return list;
    Node *slow = list, *fast = list->next;
    while (fast != nullptr && fast->next != nullptr) {
        slow = slow->next;
        fast = fast->next->next;
    }
    Node* half = slow->next;
    slow->next = nullptr;
    return merged(sorted(list), sorted(half));
}

void remove(Node** list, int value) {
    while (*list != nullptr) {
        if ((*list)->value == value) *list = (*list)->next;
        else list = &(*list)->next;
    }
}

bool has_cycle(const Node* list) {
    const Node *slow = list, *fast = list;
    while (fast != nullptr && fast->next != nullptr) {
        slow = slow->next;
        fast = fast->next->next;
        if (slow == fast) return true;
    }
    return false;
}

long sum(const Node* list) { return list == nullptr ? 0 : list->value + sum(list->next); }

}  // namespace

int main() {
    Random random(55);
    const int counts[] = {0, 1, 2, 3, 50, 101};
    for (int count : counts) {
        Node* list = made(random, hide(count));
        long before = sum(list);
        int first = list != nullptr ? list->value : -1;
        list = reversed(reversed(list));
        CHECK(list == nullptr ? first == -1 : list->value == first);
        list = sorted(list);
        CHECK(sum(list) == before);
        int length = 0;
        Node* last = nullptr;
        for (Node* node = list; node != nullptr; node = node->next) {
            CHECK(node->next == nullptr || node->value <= node->next->value);
            note(node->value);
            last = node;
            length++;
        }
        CHECK(length == count && !has_cycle(list));
        if (last != nullptr) {
            last->next = list;
            CHECK(has_cycle(list));
            last->next = nullptr;
            int value = list->value;
            remove(&list, value);
            for (Node* node = list; node != nullptr; node = node->next) CHECK(node->value != value);
        }
    }
    return finish();
}
