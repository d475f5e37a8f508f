"""The C++ text of the stand-in for std::cout."""

from __future__ import annotations

from collections.abc import Iterator

from hasten.rules.io.needs import INTEGERS, PRINTABLE, Needs

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
        char digits[48] = {};
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
    Writer& real(Real value, std::chars_format format, int digits) {
        reserve(6000);
        char* const end = printed + sizeof printed;
        used = std::to_chars(printed + used, end, value, format, digits).ptr - printed;
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
struct SetFixed {} const fixed{};
struct SetPrecision { int digits; };
inline SetPrecision setprecision(int digits) { return {digits}; }

"""
_STATE = """\
    int precision = 6;
    std::chars_format format = std::chars_format::general;
"""
_PRINTS_MANIPULATORS = """\
    Writer& operator<<(SetFixed) {
        format = std::chars_format::fixed;
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
    Writer& operator<<(Decimals number) {
        return real(number.value, std::chars_format::fixed, number.digits);
    }
"""
_FORMATTED = """\
template <typename Number>
struct Formatted { const char* format; Number number; };
template <typename Number>
Formatted<Number> formatted(const char* format, Number number) { return {format, number}; }

"""
_PRINTS_FORMATTED = """\
    template <typename Number>
    Writer& operator<<(Formatted<Number> one) {
        reserve(512);
        used += std::snprintf(printed + used, 512, one.format, one.number);
        return *this;
    }
"""
_PRINT = """\
template <typename... Values>
void print(const Values&... values) {
    (out << ... << values);
}

"""


def writer_of(needs: Needs) -> Iterator[str]:
    """The parts of the writer, in order; none when the program's printing is left as it is."""
    if needs.prints is None:
        return
    types, names = needs.prints, needs.names
    reals = [name for name in ("double", "long double") if name in types]
    has_state = bool(names & {"fixed", "setprecision"})
    if has_state:
        yield _MANIPULATORS
    if "decimals" in names:
        yield _DECIMALS
    if "formatted" in names:
        yield _FORMATTED
    yield _WRITER % {"state": _STATE if has_state else ""}
    if types & {"string", "const char *"}:
        yield _PUT_TEXT
    if types & set(INTEGERS):
        yield _PUT_INTEGER
    if reals or "decimals" in names:
        yield _PUT_REAL
    form = "format, precision" if has_state else "std::chars_format::general, 6"
    lines = _PRINTS | {name: _prints_real(name, form) for name in reals}
    yield from (lines[name] for name in PRINTABLE if name in types)
    if has_state:
        yield _PRINTS_MANIPULATORS
    if "decimals" in names:
        yield _PRINTS_DECIMALS
    if "formatted" in names:
        yield _PRINTS_FORMATTED
    yield "} out;\n\n"
    if "print" in names:
        yield _PRINT


def _prints_real(name: str, form: str) -> str:
    return f"    Writer& operator<<({name} value) {{ return real(value, {form}); }}\n"
