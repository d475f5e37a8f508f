// Jumps out of deep calls, and what volatile variables hold afterwards.
#include "check.hpp"

#include <csetjmp>

namespace {

std::jmp_buf outer, inner;

void dive(int depth, int* visited) {
    visited[depth]++;
    if (depth == 0) std::longjmp(inner, 5);
    dive(depth - 1, visited);
    visited[depth] += 1000;
}

int rounds(int limit) {
    volatile int count = 0;
    int code = setjmp(outer);
    count = count + 1;
    if (count < limit) std::longjmp(outer, count);
    return code * 100 + count;
}

int nested(int depth, int* visited) {
    volatile int state = 1;
    switch (setjmp(inner)) {
        case 0:
            state = 2;
            dive(depth, visited);
            return -1;
        case 5:
            state = state * 10;
            break;
        default: return -2;
    }
    if (setjmp(outer) == 0) {
        state = state + 3;
        std::longjmp(outer, 1);
    }
    return state;
}

}  // namespace

int main() {
    CHECK(rounds(hide(1)) == 1);
    CHECK(rounds(hide(7)) == 607);
    int visited[12] = {};
    for (int depth = 0; depth < 12; depth++) CHECK(nested(hide(depth), visited) == 23);
    for (int depth = 0; depth < 12; depth++) CHECK(visited[depth] == 12 - depth);
    note(visited);
    return finish();
}
