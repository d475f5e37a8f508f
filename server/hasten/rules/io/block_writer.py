"""The C++ text of the stand-in for std::cout."""

from __future__ import annotations

from collections.abc import Iterator

from hasten.rules.io.needs import FORMATS, INTEGERS, PADDING, PRINTABLE, Needs

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
_FILL = """\
    void fill(std::size_t count) {
        for (; count > 0; --count) {
            reserve(1);
            printed[used++] = filling;
        }
    }
"""
_PUT_TEXT = """\
    Writer& put(const char* text, std::size_t length) {
%(fill_before)s        for (std::size_t room; length > (room = sizeof printed - used);) {
            std::memcpy(printed + used, text, room);
            used += room;
            text += room;
            length -= room;
            flush();
        }
        std::memcpy(printed + used, text, length);
        used += length;
%(fill_after)s        return *this;
    }
"""
_FILL_BEFORE = """\
        const std::size_t missing = width > length ? width - length : 0;
        width = 0;
        if (!is_left) fill(missing);
"""
_FILL_AFTER = "        if (is_left) fill(missing);\n"
_PUT_INTEGER = """\
    template <typename Integer>
    Writer& integer(Integer value) {
        typename std::make_unsigned<Integer>::type rest = value;
        if (value < 0) rest = 0 - rest;
        char digits[48] = {};
        char* first = digits + 24;
        for (; rest >= 100; rest /= 100) {
            *--first = char('0' + rest %% 10);
            *--first = char('0' + rest / 10 %% 10);
        }
        do *--first = char('0' + rest %% 10);
        while (rest /= 10);
        if (value < 0) *--first = '-';
%(padded)s        reserve(24);
        std::memcpy(printed + used, first, 24);  // a fixed length is faster than the right one
        used += digits + 24 - first;
        return *this;
    }
"""
_PUT_REAL = """\
    template <typename Real>
    Writer& real(Real value, std::chars_format format, int digits) {
        reserve(5000 + std::size_t(digits));
        char* const first = printed + used;
        char* const end = printed + sizeof printed;
        const std::size_t length = std::to_chars(first, end, value, format, digits).ptr - first;
%(padded)s        used += length;
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
%(padded)s        reserve(1);
        printed[used++] = c;
        return *this;
    }
""",
    "signed char": "    Writer& operator<<(signed char c) { return *this << char(c); }\n",
    "unsigned char": "    Writer& operator<<(unsigned char c) { return *this << char(c); }\n",
    "string": "    Writer& operator<<(const std::string& text) "
    "{ return put(text.data(), text.size()); }\n",
    "const char *": "    Writer& operator<<(const char* text) "
    "{ return put(text, std::strlen(text)); }\n",
}
_MANIPULATORS = """\
struct SetFormat { std::chars_format format; };
const SetFormat fixed{std::chars_format::fixed}, scientific{std::chars_format::scientific},
    defaultfloat{std::chars_format::general};
struct SetPrecision { int digits; };
inline SetPrecision setprecision(int digits) { return {digits}; }

"""
_STATE = """\
    int precision = 6;
    std::chars_format format = std::chars_format::general;
"""
_PRINTS_MANIPULATORS = """\
    Writer& operator<<(SetFormat wanted) {
        format = wanted.format;
        return *this;
    }
    Writer& operator<<(SetPrecision wanted) {
        precision = wanted.digits < 0 ? 6 : wanted.digits;
        return *this;
    }
"""
_PADDING = """\
struct SetWidth { int width; };
inline SetWidth setw(int width) { return {width}; }
struct SetFilling { char filling; };
inline SetFilling setfill(char filling) { return {filling}; }
struct SetSide { bool is_left; };
const SetSide left{true}, right{false};

"""
_PADDING_STATE = """\
    std::size_t width = 0;  // of what is printed next
    char filling = ' ';
    bool is_left = false;
"""
_PRINTS_PADDING = """\
    Writer& operator<<(SetWidth wanted) {
        width = wanted.width > 0 ? wanted.width : 0;
        return *this;
    }
    Writer& operator<<(SetFilling wanted) {
        filling = wanted.filling;
        return *this;
    }
    Writer& operator<<(SetSide wanted) {
        is_left = wanted.is_left;
        return *this;
    }
"""
_PADDED = """\
template <typename Value>
struct Padded { Value value; int width; char filling; };
template <typename Value>
Padded<Value> padded(Value value, int width, char filling = ' ') {
    return {value, width, filling};
}

"""
_ZEROS = """\
template <typename Integer>
struct Zeros { Integer value; int width; };
template <typename Integer>
Zeros<Integer> zeros(Integer value, int width) { return {value, width}; }

"""
_PRINTS_PADDED = """\
    template <typename Value>
    Writer& operator<<(const Padded<Value>& one) {
        const char filling_before = filling;
        const bool was_left = is_left;
        width = one.width < 0 ? -one.width : one.width;
        is_left = one.width < 0;
        filling = one.filling;
        *this << one.value;
        filling = filling_before;
        is_left = was_left;
        return *this;
    }
"""
_PUT = """\
    Writer& put(char c) {
        reserve(1);
        printed[used++] = c;
        return *this;
    }
"""
_WRITE = """\
    Writer& write(const char* text, std::size_t length) {
        for (; length > 0; --length) put(*text++);
        return *this;
    }
"""
_FLUSH = "struct Flush {} const flush{};\n\n"
_PRINTS_FLUSH = """\
    Writer& operator<<(Flush) {
        flush();
        return *this;
    }
"""
_PRINTS_ZEROS = """\
    template <typename Integer>
    Writer& operator<<(Zeros<Integer> one) {
        typename std::make_unsigned<Integer>::type rest = one.value;
        if (one.value >= 0) return *this << padded(rest, one.width, '0');
        return *this << '-' << padded(0 - rest, one.width - 1, '0');
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
    has_format = bool(names & FORMATS)
    has_padding = bool(names & PADDING)
    if has_format:
        yield _MANIPULATORS
    if has_padding:
        yield _PADDING
    if "flush" in names:
        yield _FLUSH
    if "decimals" in names:
        yield _DECIMALS
    if "padded" in names:
        yield _PADDED
    if "zeros" in names:
        yield _ZEROS
    if "formatted" in names:
        yield _FORMATTED
    state = (_STATE if has_format else "") + (_PADDING_STATE if has_padding else "")
    yield _WRITER % {"state": state}
    yield from _printing(types, names, has_padding)
    form = "format, precision" if has_format else "std::chars_format::general, 6"
    lines = _PRINTS | {name: _prints_real(name, form) for name in reals}
    lines["char"] %= _padded("&c, 1", has_padding)
    yield from (lines[name] for name in PRINTABLE if name in types)
    if has_format:
        yield _PRINTS_MANIPULATORS
    if has_padding:
        yield _PRINTS_PADDING
    if "flush" in names:
        yield _PRINTS_FLUSH
    if "decimals" in names:
        yield _PRINTS_DECIMALS
    if "padded" in names:
        yield _PRINTS_PADDED
    if "zeros" in names:
        yield _PRINTS_ZEROS
    if "formatted" in names:
        yield _PRINTS_FORMATTED
    yield "} out;\n\n"
    if "print" in names:
        yield _PRINT


def _printing(types: frozenset[str], names: frozenset[str], has_padding: bool) -> Iterator[str]:
    """The members that print text, integers and real numbers, as far as they are needed."""
    if has_padding:
        yield _FILL
    if has_padding or types & {"string", "const char *"}:
        before, after = (_FILL_BEFORE, _FILL_AFTER) if has_padding else ("", "")
        yield _PUT_TEXT % {"fill_before": before, "fill_after": after}
    if types & set(INTEGERS):
        yield _PUT_INTEGER % _padded("first, digits + 24 - first", has_padding)
    if types & {"double", "long double"} or "decimals" in names:
        whole = "std::string(first, length).data(), length"
        yield _PUT_REAL % _padded(whole, has_padding)
    if names & {"put", "write"}:
        yield _PUT
    if "write" in names:
        yield _WRITE


def _padded(text: str, has_padding: bool) -> dict[str, str]:
    line = f"        if (width > 0) return put({text});\n"
    return {"padded": line if has_padding else ""}


def _prints_real(name: str, form: str) -> str:
    return f"    Writer& operator<<({name} value) {{ return real(value, {form}); }}\n"
