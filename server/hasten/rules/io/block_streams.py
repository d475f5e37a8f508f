"""The C++ text that stands in for std::cin and std::cout: only the parts that a program needs.

The parts keep to what the standard library does for them: the same bytes printed, the same
values read, the same failed and ended states. They differ for numbers of more than 19 digits,
which are read modulo 2**64 instead of being refused.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

NAMESPACE = "fast_io"

# Canonical type -> how it is written. Narrower integers are printed through `int`, as by iostream.
INTEGERS = {
    "short": "short",
    "unsigned short": "unsigned short",
    "int": "int",
    "unsigned int": "unsigned",
    "long": "long",
    "unsigned long": "unsigned long",
    "long long": "long long",
    "unsigned long long": "unsigned long long",
}
_STRTO = {"float": "strtof", "double": "strtod", "long double": "strtold"}
READABLE = (*INTEGERS, "char", *_STRTO, "string", "char *")
PRINTABLE = (*tuple(INTEGERS)[2:], "char", "double", "long double", "string", "const char *")


@frozen
class Needs:
    """What a program asks of the stand-ins: types from `READABLE` and `PRINTABLE`, and names.

    `reads`/`prints` None: that side of the program is not replaced. `names` are further members
    and functions: getline, get, ignore, eof, good, fail, scan; fixed, setprecision, print,
    decimals. `before_reading` is the statement that shows what has been printed before the program
    waits for input.
    """

    reads: frozenset[str] | None
    prints: frozenset[str] | None
    names: frozenset[str] = frozenset()
    before_reading: str = ""


def text_of(needs: Needs, present: frozenset[str]) -> str:
    """The includes that are not yet `present`, and the namespace, as the text of whole lines."""
    body: list[str] = []
    if needs.reads is not None:
        body.append('extern "C" ssize_t read(int, void*, std::size_t);\n')
    if needs.prints is not None:
        body.append('extern "C" ssize_t write(int, const void*, std::size_t);\n')
    body.append("\n")
    if needs.prints is not None:
        body += _writer(needs.prints, needs.names)
    if needs.reads is not None:
        body += _reader(needs)
    stands_for = " and ".join(
        name
        for name, side in (("std::cin", needs.reads), ("std::cout", needs.prints))
        if side is not None
    )
    comment = f"// In place of {stands_for}: the same text, handled in blocks of 64 KiB.\n"
    text = "".join(body)
    return (
        _includes(text, present)
        + f"\n{comment}namespace {NAMESPACE} {{\n"
        + text
        + f"}}  // namespace {NAMESPACE}\n"
    )


def _includes(text: str, present: frozenset[str]) -> str:
    if "bits/stdc++.h" in present:
        return ""
    wanted = {
        "cmath": ("std::isinf",),
        "cstdio": ("ssize_t", "std::snprintf"),
        "cstdlib": ("std::strto",),
        "cstring": ("std::memcpy", "std::memchr", "std::strlen"),
        "limits": ("std::numeric_limits",),
        "string": ("std::string",),
        "type_traits": ("std::is_signed", "std::make_unsigned"),
    }
    return "".join(
        f"#include <{header}>\n"
        for header, names in wanted.items()
        if header not in present and any(name in text for name in names)
    )


def _operators(order: Iterable[str], types: frozenset[str], lines: dict[str, str]) -> list[str]:
    return [lines[name] for name in order if name in types]


# --- printing ------------------------------------------------------------------------------------

_WRITER = """\
char printed[1 << 16];

struct Writer {
    std::size_t used = 0;
%(state)s
    ~Writer() { flush(); }

    void flush() {
        ssize_t count = 0;
        for (std::size_t done = 0; done < used && count >= 0; done += count)
            count = write(1, printed + done, used - done);
        used = 0;
    }
    void reserve(std::size_t length) {
        if (sizeof printed - used < length) flush();
    }
"""
_PUT_TEXT = """\
    Writer& put(const char* text, std::size_t length) {
        for (std::size_t room; length > (room = sizeof printed - used);) {
            std::memcpy(printed + used, text, room);
            used += room;
            text += room;
            length -= room;
            flush();
        }
        std::memcpy(printed + used, text, length);
        used += length;
        return *this;
    }
"""
_PUT_INTEGER = """\
    template <typename Integer>
    Writer& integer(Integer value) {
        typename std::make_unsigned<Integer>::type rest = value;
        if (value < 0) rest = 0 - rest;
        char digits[48];
        char* first = digits + 24;
        for (; rest >= 100; rest /= 100) {
            *--first = char('0' + rest % 10);
            *--first = char('0' + rest / 10 % 10);
        }
        do *--first = char('0' + rest % 10);
        while (rest /= 10);
        if (value < 0) *--first = '-';
        reserve(24);
        std::memcpy(printed + used, first, 24);  // a fixed length is faster than the right one
        used += digits + 24 - first;
        return *this;
    }
"""
_PUT_REAL = """\
    template <typename Real>
    Writer& real(const char* format, int digits, Real value) {
        reserve(6000);
        used += std::snprintf(printed + used, sizeof printed - used, format, digits, value);
        return *this;
    }
"""
_PRINTS = {
    **{
        name: f"    Writer& operator<<({written} value) {{ return integer(value); }}\n"
        for name, written in INTEGERS.items()
    },
    "char": """\
    Writer& operator<<(char c) {
        reserve(1);
        printed[used++] = c;
        return *this;
    }
""",
    "string": "    Writer& operator<<(const std::string& text) "
    "{ return put(text.data(), text.size()); }\n",
    "const char *": "    Writer& operator<<(const char* text) "
    "{ return put(text, std::strlen(text)); }\n",
}
_MANIPULATORS = """\
struct SetFixed {} const fixed;
struct SetPrecision { int digits; };
inline SetPrecision setprecision(int digits) { return {digits}; }

"""
_PRINTS_MANIPULATORS = """\
    Writer& operator<<(SetFixed) {
        is_fixed = true;
        return *this;
    }
    Writer& operator<<(SetPrecision wanted) {
        precision = wanted.digits;
        return *this;
    }
"""
_DECIMALS = """\
struct Decimals { double value; int digits; };
inline Decimals decimals(double value, int digits) { return {value, digits}; }

"""
_PRINTS_DECIMALS = """\
    Writer& operator<<(Decimals number) { return real("%.*f", number.digits, number.value); }
"""
_PRINT = """\
template <typename... Values>
void print(const Values&... values) {
    (out << ... << values);
}
"""


def _prints_real(name: str, is_stateful: bool) -> str:
    size = "L" if name == "long double" else ""
    chosen = (
        f'is_fixed ? "%.*{size}f" : "%.*{size}g", precision' if is_stateful else f'"%.*{size}g", 6'
    )
    return f"    Writer& operator<<({name} value) {{ return real({chosen}, value); }}\n"


def _writer(types: frozenset[str], names: frozenset[str]) -> list[str]:
    reals = [name for name in ("double", "long double") if name in types]
    is_stateful = bool(names & {"fixed", "setprecision"})
    state = "    int precision = 6;\n    bool is_fixed = false;\n" if is_stateful else ""
    lines = _PRINTS | {name: _prints_real(name, is_stateful) for name in reals}
    parts: list[str] = []
    if is_stateful:
        parts.append(_MANIPULATORS)
    if "decimals" in names:
        parts.append(_DECIMALS)
    parts.append(_WRITER % {"state": state})
    if types & {"string", "const char *"}:
        parts.append(_PUT_TEXT)
    if types & set(INTEGERS):
        parts.append(_PUT_INTEGER)
    if reals or "decimals" in names:
        parts.append(_PUT_REAL)
    parts += _operators(PRINTABLE, types, lines)
    if is_stateful:
        parts.append(_PRINTS_MANIPULATORS)
    if "decimals" in names:
        parts.append(_PRINTS_DECIMALS)
    parts.append("} out;\n\n")
    if "print" in names:
        parts.append(_PRINT + "\n")
    return parts


# --- reading -------------------------------------------------------------------------------------

_READER = """\
char block[(1 << 16) + 1];  // what was read last, and a zero

struct Reader {
    const char* next = block;
    const char* end = block;
    bool failed = false;
    bool ended = false;

    explicit operator bool() const { return !failed; }

    bool refill() {
        if (ended) return false;
%(before)s        ssize_t count = read(0, block, sizeof block - 1);
        ended = count <= 0;
        next = block;
        end = ended ? block : block + count;
        block[end - block] = 0;
        return !ended;
    }
"""
_SKIP_SPACES = """\
    static bool is_space(char c) { return c == ' ' || (c >= '\\t' && c <= '\\r'); }

    bool skip_spaces() {
        if (failed) return false;
        do {
            while (is_space(*next)) ++next;
            if (next != end) return true;
        } while (refill());
        failed = true;
        return false;
    }
"""
_READ_INTEGER = """\
    template <typename Integer>
    Reader& integer(Integer& value) {
        if (!skip_spaces()) return *this;
        const bool negative = *next == '-';
        if ((negative || *next == '+') && ++next == end) refill();
        unsigned long long magnitude = 0;
        bool any = false;
        do {
            const char* at = next;
            for (unsigned digit; (digit = unsigned(*at - '0')) < 10; ++at)
                magnitude = magnitude * 10 + digit;
            any |= at != next;
            next = at;
        } while (next == end && refill());
        value = Integer(negative ? 0 - magnitude : magnitude);
        const unsigned long long largest = std::numeric_limits<Integer>::max();
        failed = !any || magnitude > largest + (std::is_signed<Integer>::value && negative);
        return *this;
    }
"""
_READ_REAL = """\
    template <typename Real>
    Reader& real(Real& value, Real (*parse)(const char*, char**)) {
        if (!skip_spaces()) return *this;
        std::string text;
        bool digits = false, point = false, exponent = false;
        for (char before = 'e'; next != end || refill(); text += before = *next++) {
            if (*next >= '0' && *next <= '9') digits = true;
            else if (*next == '.' && !point && !exponent) point = true;
            else if ((*next == 'e' || *next == 'E') && digits && !exponent) exponent = true;
            else if ((*next != '+' && *next != '-') || (before != 'e' && before != 'E')) break;
        }
        char* rest;
        value = parse(text.c_str(), &rest);
        failed = !digits || *rest || std::isinf(value);
        if (!digits || *rest) value = 0;
        return *this;
    }
"""
_READS = {
    **{
        name: f"    Reader& operator>>({written}& value) {{ return integer(value); }}\n"
        for name, written in INTEGERS.items()
    },
    **{
        name: f"    Reader& operator>>({name}& value) {{ return real(value, std::{parse}); }}\n"
        for name, parse in _STRTO.items()
    },
    "char": """\
    Reader& operator>>(char& c) {
        if (skip_spaces()) c = *next++;
        return *this;
    }
""",
    "string": """\
    Reader& operator>>(std::string& word) {
        if (!skip_spaces()) return *this;
        word.clear();
        do {
            const char* first = next;
            while (next != end && !is_space(*next)) ++next;
            word.append(first, next);
        } while (next == end && refill());
        return *this;
    }
""",
    "char *": """\
    Reader& operator>>(char* word) {
        if (!skip_spaces()) return *this;
        for (; (next != end || refill()) && !is_space(*next); ++next) *word++ = *next;
        *word = 0;
        return *this;
    }
""",
}
_READ_NAMES = {
    "get": """\
    int get() {
        if (!failed && (next != end || refill())) return static_cast<unsigned char>(*next++);
        failed = true;
        return -1;
    }
""",
    "ignore": """\
    Reader& ignore(std::ptrdiff_t count = 1, int stop = -1) {
        failed |= ended;
        while (!failed && count-- > 0 && (next != end || refill()))
            if (static_cast<unsigned char>(*next++) == stop) break;
        return *this;
    }
""",
    "eof": "    bool eof() const { return ended; }\n",
    "good": "    bool good() const { return !failed && !ended; }\n",
    "fail": "    bool fail() const { return failed; }\n",
}
_GETLINE = """\
inline Reader& getline(Reader& in, std::string& line, char stop = '\\n') {
    in.failed |= in.ended;
    if (in.failed) return in;
    line.clear();
    while (in.next != in.end || in.refill()) {
        const char* first = in.next;
        const void* found = std::memchr(first, stop, in.end - first);
        in.next = found ? static_cast<const char*>(found) : in.end;
        line.append(first, in.next);
        if (found) return ++in.next, in;
    }
    in.failed = line.empty();
    return in;
}
"""
_SCAN = """\
template <typename... Values>
int scan(Values&&... values) {
    int count = 0;
    in.failed = false;
    (void)((in >> values ? ++count : 0), ...);
    return count == 0 && in.ended ? -1 : count;
}
"""


def _reader(needs: Needs) -> list[str]:
    types = needs.reads or frozenset()
    before = f"        {needs.before_reading}\n" if needs.before_reading else ""
    parts = [_READER % {"before": before}]
    if types:
        parts.append(_SKIP_SPACES)
    if types & set(INTEGERS):
        parts.append(_READ_INTEGER)
    if types & set(_STRTO):
        parts.append(_READ_REAL)
    parts += _operators(READABLE, types, _READS)
    parts += [text for name, text in _READ_NAMES.items() if name in needs.names]
    parts.append("} in;\n\n")
    if "getline" in needs.names:
        parts.append(_GETLINE + "\n")
    if "scan" in needs.names:
        parts.append(_SCAN + "\n")
    return parts
