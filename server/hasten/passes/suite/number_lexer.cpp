// A state machine in a switch that reads numbers, names and operators.
#include "check.hpp"

namespace {

enum State { start, sign, zero, integer, hexadecimal, point, fraction, exponent, exponent_sign,
             exponent_digits, name, failed };

struct Token {
    State kind;
    int begin, end;
};

State step(State state, char letter) {
    bool digit = letter >= '0' && letter <= '9';
    bool alpha = (letter >= 'a' && letter <= 'z') || letter == '_';
    switch (state) {
        case start:
            if (letter == '+' || letter == '-') return sign;
            if (letter == '0') return zero;
            if (digit) return integer;
            if (alpha) return name;
            return letter == '.' ? point : failed;
        case sign: return letter == '0' ? zero : digit ? integer : letter == '.' ? point : failed;
        case zero:
            if (letter == 'x') return hexadecimal;
            [[fallthrough]];
        case integer:
            if (digit) return integer;
            if (letter == '.') return fraction;
            return letter == 'e' ? exponent : failed;
        case hexadecimal: return digit || (letter >= 'a' && letter <= 'f') ? hexadecimal : failed;
        case point:
        case fraction:
            if (digit) return fraction;
            return state == fraction && letter == 'e' ? exponent : failed;
        case exponent:
            if (letter == '+' || letter == '-') return exponent_sign;
            [[fallthrough]];
        case exponent_sign:
        case exponent_digits: return digit ? exponent_digits : failed;
        case name: return alpha || digit ? name : failed;
        case failed: break;
    }
    return failed;
}

int tokens_of(const char* text, Token* tokens) {
    int count = 0;
    for (int at = 0; text[at] != '\0';) {
        State state = start, next;
        int begin = at;
        while (text[at] != '\0' && (next = step(state, text[at])) != failed) {
            state = next;
            at++;
        }
        if (at == begin) {
            at++;
            continue;
        }
        tokens[count++] = {state, begin, at};
    }
    return count;
}

}  // namespace

int main() {
    char text[] = "12 -0x1f 3.25e-7 .5 abc_9 1e+ 0.e1 007 x+1 -";
    text[0] = hide(text[0]);
    Token tokens[32];
    int count = tokens_of(text, tokens);
    static const State expected[] = {integer, hexadecimal, exponent_digits, fraction, name, exponent_sign,
                                     exponent_digits, integer, name, integer, sign};
    CHECK(count == 11);
    for (int i = 0; i < count; i++) {
        CHECK(tokens[i].kind == expected[i]);
        note(tokens[i].begin);
        note(tokens[i].end);
    }
    CHECK(tokens[2].end - tokens[2].begin == 7);
    return finish();
}
