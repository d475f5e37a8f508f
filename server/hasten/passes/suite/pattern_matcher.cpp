// Patterns with ?, *, classes and +, matched by going back and by sets of states.
#include "check.hpp"

namespace {

bool in_class(const char*& pattern, char letter) {
    bool negated = *pattern == '^', found = false;
    if (negated) pattern++;
    for (; *pattern != ']'; pattern++) {
        if (pattern[1] == '-' && pattern[2] != ']') {
            found |= letter >= pattern[0] && letter <= pattern[2];
            pattern += 2;
        } else {
            found |= *pattern == letter;
        }
    }
    pattern++;
    return found != negated;
}

bool matches(const char* pattern, const char* text) {
    for (;;) {
        switch (*pattern) {
            case '\0': return *text == '\0';
            case '?':
                if (*text == '\0') return false;
                pattern++;
                text++;
                continue;
            case '*':
                while (*pattern == '*') pattern++;
                do {
                    if (matches(pattern, text)) return true;
                } while (*text++ != '\0');
                return false;
            case '[': {
                const char* inside = pattern + 1;
                if (*text == '\0' || !in_class(inside, *text)) return false;
                pattern = inside;
                text++;
                continue;
            }
            default:
                if (*pattern != *text) return false;
                pattern++;
                text++;
        }
    }
}

// The same without going back: bit i says that the pattern may stand before its item i.
bool by_sets(const char* pattern, const char* text) {
    const char* items[24];
    int count = 0;
    for (const char* at = pattern; *at != '\0'; count++) {
        items[count] = at;
        if (*at == '[') {
            const char* inside = at + 1;
            in_class(inside, 'x');
            at = inside;
        } else {
            at++;
        }
    }
    unsigned set = 1;
    for (;; text++) {
        for (int i = 0; i < count; i++) {
            if ((set >> i & 1) && *items[i] == '*') set |= 1u << (i + 1);
        }
        if (*text == '\0') return set >> count & 1;
        unsigned next = 0;
        for (int i = 0; i < count; i++) {
            if (!(set >> i & 1)) continue;
            const char* inside = items[i] + 1;
            if (*items[i] == '*') {
                next |= 1u << i;
            } else if (*items[i] == '?' || *items[i] == *text) {
                next |= 1u << (i + 1);
            } else if (*items[i] == '[' && in_class(inside, *text)) {
                next |= 1u << (i + 1);
            }
        }
        set = next;
    }
}

}  // namespace

int main() {
    const char* patterns[] = {"*", "a*b", "?[b-d]*", "*[^a]", "a*a*a", "**b?", "[ab][ab]*c", "", "abc", "*ab*ba*"};
    char text[9];
    int count = 0;
    for (int number = 0; number < hide(3 * 3 * 3 * 3 * 3 * 3); number++) {
        int length = number % 7, rest = number;
        for (int i = 0; i < length; i++, rest /= 3) text[i] = static_cast<char>('a' + rest % 3);
        text[length] = '\0';
        for (const char* pattern : patterns) {
            bool one = matches(pattern, text);
            CHECK(one == by_sets(pattern, text));
            count += one;
        }
    }
    CHECK(matches("*.[ch]pp", "check.hpp") && !matches("*.[ch]pp", "check.cp"));
    note(count);
    return finish();
}
