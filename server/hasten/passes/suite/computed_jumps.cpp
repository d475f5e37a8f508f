// Jumps to addresses of labels, as threaded interpreters make them.
#include "check.hpp"

namespace {

long run(const unsigned char* program, long input, int* visits) {
    static void* const labels[] = {&&done, &&increment, &&twice, &&skip_if_odd, &&back_if_small, &&negate};
    long value = input;
    const unsigned char* at = program;
#define NEXT            \
    do {                \
        visits[*at]++;  \
        goto* labels[*at++]; \
    } while (0)
    NEXT;
increment:
    value++;
    NEXT;
twice:
    value *= 2;
    NEXT;
skip_if_odd:
    if (value & 1) at++;
    NEXT;
back_if_small:
    if (value < 1000 && value > -1000) at = program;
    NEXT;
negate:
    value = -value;
    NEXT;
done:
    return value;
#undef NEXT
}

long run_plainly(const unsigned char* program, long value) {
    for (int at = 0;;) {
        unsigned char code = program[at++];
        if (code == 0) return value;
        if (code == 1) value++;
        if (code == 2) value *= 2;
        if (code == 3 && (value & 1)) at++;
        if (code == 4 && value < 1000 && value > -1000) at = 0;
        if (code == 5) value = -value;
    }
}

}  // namespace

int main() {
    const unsigned char programs[][8] = {{1, 2, 0}, {1, 2, 1, 4, 0}, {3, 2, 1, 4, 0}, {1, 3, 1, 2, 5, 4, 0},
                                         {3, 5, 2, 1, 2, 4, 0}, {5, 5, 3, 1, 0}};
    for (const auto& program : programs) {
        for (long input = 1; input < 30; input++) {
            int visits[6] = {};
            long result = run(program, hide(input), visits);
            CHECK(result == run_plainly(program, input));
            CHECK(visits[0] == 1);
            note(result);
            note(visits);
        }
    }
    return finish();
}
