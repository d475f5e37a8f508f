// A machine with a stack whose programs sort, multiply and call themselves.
#include "check.hpp"

namespace {

enum Code : unsigned char { push, pop, load, store, add, subtract, multiply, less, jump, jump_if_not,
                            call, leave, fetch, put, duplicate, halt };

struct Machine {
    long stack[256], memory[64], frames[64];
    int top = 0, depth = 0;
    long steps = 0;

    long run(const signed char* program) {
        int at = 0;
        for (;;) {
            steps++;
            Code code = static_cast<Code>(program[at++]);
            switch (code) {
                case push: stack[top++] = program[at++]; break;
                case pop: top--; break;
                case load: stack[top++] = memory[program[at++]]; break;
                case store: memory[program[at++]] = stack[--top]; break;
                case add: top--; stack[top - 1] += stack[top]; break;
                case subtract: top--; stack[top - 1] -= stack[top]; break;
                case multiply: top--; stack[top - 1] *= stack[top]; break;
                case less: top--; stack[top - 1] = stack[top - 1] < stack[top]; break;
                case jump: at += program[at] + 1; break;
                case jump_if_not: at += stack[--top] ? 1 : program[at] + 1; break;
                case call: frames[depth++] = at + 1; at = program[at]; break;
                case leave: at = static_cast<int>(frames[--depth]); break;
                case fetch: stack[top - 1] = memory[stack[top - 1]]; break;
                case put: memory[stack[top - 2]] = stack[top - 1]; top -= 2; break;
                case duplicate: stack[top] = stack[top - 1]; top++; break;
                case halt: return top > 0 ? stack[top - 1] : 0;
            }
        }
    }
};

}  // namespace

int main() {
    // factorial(n): n < 2 ? 1 : n * factorial(n - 1)
    const signed char factorial[] = {load, 0, call, 5, halt,
                                     duplicate, push, 2, less, jump_if_not, 4, pop, push, 1, leave,
                                     duplicate, push, 1, subtract, call, 5, multiply, leave};
    const long expected[] = {1, 1, 2, 6, 24, 120, 720, 5040, 40320, 362880, 3628800};
    for (int n = 0; n <= 10; n++) {
        Machine machine;
        machine.memory[0] = hide(n);
        CHECK(machine.run(factorial) == expected[n]);
        CHECK(machine.top == 1 && machine.depth == 0);
        note(machine.steps);
    }
    // for (i = 0; i < 20; i++) memory[i + 10] = i * i, then their sum
    const signed char squares[] = {push, 0, store, 1, push, 0, store, 2,
                                   load, 1, push, 20, less, jump_if_not, 26,
                                   load, 1, push, 10, add, load, 1, duplicate, multiply, put,
                                   load, 2, load, 1, push, 10, add, fetch, add, store, 2,
                                   load, 1, push, 1, add, store, 1, jump, 0, load, 2, halt};
    signed char program[sizeof squares];
    std::memcpy(program, squares, sizeof squares);
    program[14] = 45 - 15;
    program[44] = static_cast<signed char>(8 - 45);
    Machine machine;
    CHECK(machine.run(program) == 2470);
    note(machine.steps);
    return finish();
}
