"""The C++ text of what stands in for scanf, and for parts of its formats."""

from __future__ import annotations

from collections.abc import Iterator

MEMBERS = {
    "blanks": """\
    Reader& operator>>(Blanks) {
        while ((next != end || refill()) && is_space(*next)) ++next;
        return *this;
    }
""",
    "literal": """\
    Reader& operator>>(Literal text) {
        for (; *text.text && !failed; ++text.text) {
            failed = (next == end && !refill()) || *next != *text.text;
            if (!failed) ++next;
        }
        return *this;
    }
""",
    "letter": """\
    Reader& operator>>(Letter letter) {
        failed = next == end && !refill();
        if (!failed) letter.value = *next++;
        return *this;
    }
""",
    "any_letter": """\
    Reader& operator>>(AnyLetter) {
        char c;
        return *this >> letter(c);
    }
""",
    "ignored": """\
    template <typename Value>
    Reader& operator>>(Ignored<Value>) {
        Value value;
        return *this >> value;
    }
""",
    "digits": """\
    template <typename Integer>
    Reader& operator>>(Digits<Integer> wanted) {
        if (!skip_spaces()) return *this;
        const bool negative = *next == '-';
        if (negative || *next == '+') ++next, --wanted.most;
        unsigned long long magnitude = 0;
        failed = true;
        for (; wanted.most > 0 && (next != end || refill()); --wanted.most, ++next) {
            const unsigned digit = unsigned(*next - '0');
            if (digit > 9) break;
            magnitude = magnitude * 10 + digit;
            failed = false;
        }
        if (!failed) wanted.value = Integer(negative ? 0 - magnitude : magnitude);
        return *this;
    }
""",
    "word": """\
    Reader& operator>>(Word wanted) {
        if (!skip_spaces()) return *this;
        char* at = wanted.text;
        for (; wanted.most > 0 && (next != end || refill()) && !is_space(*next); --wanted.most)
            *at++ = *next++;
        *at = 0;
        return *this;
    }
""",
    "until": """\
    Reader& operator>>(Until wanted) {
        char* at = wanted.text;
        for (; wanted.most > 0 && (next != end || refill()) && *next != wanted.stop; --wanted.most)
            *at++ = *next++;
        failed = at == wanted.text;
        if (!failed) *at = 0;
        return *this;
    }
""",
}
"""Members of the reader that read such parts."""

STANDS_FOR = {
    "literal": """\
struct Literal { const char* text; };
inline Literal literal(const char* text) { return {text}; }
""",
    "blanks": "struct Blanks {} const blanks{};\n",
    "letter": """\
struct Letter { char& value; };
inline Letter letter(char& value) { return {value}; }
""",
    "any_letter": "struct AnyLetter {} const any_letter{};\n",
    "digits": """\
template <typename Integer>
struct Digits { Integer& value; int most; };
template <typename Integer>
Digits<Integer> digits(Integer& value, int most) { return {value, most}; }
""",
    "word": """\
struct Word { char* text; int most; };
inline Word word(char* text, int most) { return {text, most}; }
""",
    "until": """\
struct Until { char* text; char stop; int most; };
inline Until until(char* text, char stop, int most = 1 << 30) { return {text, stop, most}; }
""",
    "ignored": "template <typename Value>\nstruct Ignored {};\n",
}
_COUNTED = """\
template <typename Value>
int stored(const Value&) { return 1; }
"""
_NOT_COUNTED = {
    "literal": "inline int stored(const Literal&) { return 0; }\n",
    "blanks": "inline int stored(const Blanks&) { return 0; }\n",
    "any_letter": "inline int stored(const AnyLetter&) { return 0; }\n",
    "ignored": "template <typename Value>\nint stored(const Ignored<Value>&) { return 0; }\n",
}
_SCAN = """\
template <typename... Values>
int scan(Values&&... values) {
    int count = 0;
    in.failed = false;
    (void)((in >> values ? %(counted)s) && ...);
    return count == 0 && in.ended ? -1 : count;
}

"""


def scan_of(names: frozenset[str]) -> Iterator[str]:
    """The function that stands in for scanf: it counts what is stored."""
    uncounted = [name for name in _NOT_COUNTED if name in names]
    if uncounted:
        yield _COUNTED
        yield from (_NOT_COUNTED[name] for name in uncounted)
        yield "\n"
    yield _SCAN % {
        "counted": "count += stored(values), true : false" if uncounted else "++count : 0"
    }
