// Memory on the stack whose size is known only when it is needed.
#include "check.hpp"

#include <alloca.h>

namespace {

struct Node {
    int value;
    Node* next;
};

int reversed_sum(const int* values, int count) {
    Node* list = nullptr;
    for (int i = 0; i < count; i++) {
        Node* node = static_cast<Node*>(alloca(sizeof(Node)));
        node->value = values[i];
        node->next = list;
        list = node;
    }
    int sum = 0, place = 1;
    for (; list != nullptr; list = list->next) sum += list->value * place++;
    return sum;
}

long nested(int depth, long* above) {
    long own[4];
    for (int i = 0; i < 4; i++) own[i] = above[i] + depth * i;
    if (depth == 0) return own[3] - own[0];
    long below = nested(depth - 1, own);
    return below + own[depth & 3];
}

void permute(char* letters, int at, int size, int& count) {
    char* copy = static_cast<char*>(__builtin_alloca(static_cast<std::size_t>(size) + 1));
    std::memcpy(copy, letters, static_cast<std::size_t>(size) + 1);
    if (at == size) {
        note(static_cast<const char*>(copy));
        count++;
        return;
    }
    for (int i = at; i < size; i++) {
        char t = copy[at];
        copy[at] = copy[i];
        copy[i] = t;
        permute(copy, at + 1, size, count);
        copy[i] = copy[at];
        copy[at] = t;
    }
}

int* escaped;

int through_pointer(int start) {
    int local = start;
    escaped = &local;
    for (int i = 0; i < 5; i++) *escaped += i * local;
    return local;
}

}  // namespace

int main() {
    int values[50];
    int expected = 0;
    for (int i = 0; i < 50; i++) {
        values[i] = hide(i * 3 - 20);
        expected += values[i] * (50 - i);
    }
    CHECK(reversed_sum(values, hide(50)) == expected && reversed_sum(values, hide(0)) == 0);
    long start[4] = {1, 2, 3, hide(4L)};
    CHECK(nested(hide(0), start) == 3);
    note(nested(hide(20), start));
    char letters[] = "abcd";
    letters[3] = hide('d');
    int count = 0;
    permute(letters, 0, 4, count);
    CHECK(count == 24 && std::strcmp(letters, "abcd") == 0);
    CHECK(through_pointer(hide(1)) == 120);
    for (int round = 0; round < 2000; round++) note(reversed_sum(values, round % 9));
    return finish();
}
