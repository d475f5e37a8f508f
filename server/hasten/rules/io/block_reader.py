"""The C++ text of the stand-in for std::cin, and for what scanf and getchar read.

The two differ in what a failed read leaves behind: iostream writes a zero or the nearest number
that fits, and reads no more; scanf leaves the variable as it is and tries again the next time.
"""

from __future__ import annotations

from collections.abc import Iterator

from hasten.rules.io.block_scanner import MEMBERS, STANDS_FOR, scan_of
from hasten.rules.io.needs import INTEGERS, PARSERS, READABLE, SCANNED, Needs

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
        next += negative | (*next == '+');  // without a branch: signs are hard to predict
        if (next == end) refill();
        unsigned long long magnitude = 0;
        std::size_t digits = 0;
        do {
            const char* at = next;
            for (unsigned digit; (digit = unsigned(*at - '0')) < 10; ++at)
                magnitude = magnitude * 10 + digit;
            digits += at - next;
            next = at;
        } while (next == end && refill());
%(store)s        return *this;
    }
"""
_STORE_INTEGER = """\
        using Limits = std::numeric_limits<Integer>;
        const bool below = negative && Limits::is_signed;
        failed = magnitude > Limits::max() + (unsigned long long)below || digits == 0 ||
                 digits > 20 || (digits == 20 && magnitude < 10000000000000000000u);
        value = Integer(negative ? 0 - magnitude : magnitude);
        if (failed) value = digits == 0 ? 0 : below ? Limits::min() : Limits::max();
"""
_STORE_SCANNED_INTEGER = """\
        failed = digits == 0;
        if (!failed) value = Integer(negative ? 0 - magnitude : magnitude);
"""
_READ_DOUBLE = """\
    // A few digits and a power of ten are exact as double: then so is a single division.
    bool is_short(double& value) {
        const char* const first = next + (*next == '-');
        const char *at = first, *point = nullptr;
        unsigned long long digits = 0;
        for (; (*at >= '0' && *at <= '9') || (*at == '.' && !point); ++at) {
            if (*at == '.') point = at;
            else digits = digits * 10 + (*at - '0');
        }
        if (at - first > 16 || at - first <= (point != nullptr)) return false;
        if (at == end || *at == 'e' || *at == 'E' || digits >> 53) return false;
        double scale = *next == '-' ? -1 : 1;
        for (; point && ++point != at;) scale *= 10;
        value = double((long long)digits) / scale;
        next = at;
        return true;
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
%(store)s        return *this;
    }
"""
_STORE_REAL = """\
        char* rest;
        const Real number = parse(text.c_str(), &rest);
        failed = !digits || *rest;
        value = failed ? 0 : number;
        if (std::isinf(value)) {
            value = std::copysign(std::numeric_limits<Real>::max(), value);
            failed = true;
        }
"""
_STORE_SCANNED_REAL = """\
        failed = !digits;
        if (digits) value = parse(text.c_str(), nullptr);
"""
_READS = {
    **{
        name: f"    Reader& operator>>({written}& value) {{ return integer(value); }}\n"
        for name, written in INTEGERS.items()
    },
    **{
        name: f"    Reader& operator>>({name}& value) {{ return real(value, std::{parse}); }}\n"
        for name, parse in PARSERS.items()
    },
    "double": """\
    Reader& operator>>(double& value) {
        if (!skip_spaces() || is_short(value)) return *this;
        return real(value, std::strtod);
    }
""",
    "bool": """\
    Reader& operator>>(bool& value) {
        long number = value;
        integer(number);
        value = number != 0;
        failed |= number != 0 && number != 1;
        return *this;
    }
""",
    "char": """\
    Reader& operator>>(char& c) {
        if (skip_spaces()) c = *next++;
        return *this;
    }
""",
    **{
        f"{sign} char": f"""\
    Reader& operator>>({sign} char& c) {{
        if (skip_spaces()) c = *next++;
        return *this;
    }}
"""
        for sign in ("signed", "unsigned")
    },
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
_MEMBERS = {
    "get": """\
    int get() {
        if (!failed && (next != end || refill())) return static_cast<unsigned char>(*next++);
        failed = true;
        return -1;
    }
    Reader& get(char& c) {
        const int found = get();
        if (found >= 0) c = char(found);
        return *this;
    }
""",
    "getchar": """\
    int getchar() {
        if (next != end || refill()) return static_cast<unsigned char>(*next++);
        return -1;
    }
""",
    "peek": """\
    int peek() {
        failed |= ended;
        if (!failed && (next != end || refill())) return static_cast<unsigned char>(*next);
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
    "ws": """\
    Reader& operator>>(SkipSpaces) {
        failed |= ended;
        if (!failed) failed = !skip_spaces() && !ended;
        return *this;
    }
""",
    "line": """\
    Reader& getline(char* line, std::ptrdiff_t size, char stop = '\\n') {
        failed |= ended;
        char* at = line;
        while (!failed) {
            if (next == end && !refill()) {
                failed = at == line;
                break;
            }
            if (*next == stop) {
                ++next;
                break;
            }
            failed = at == line + size - 1;
            if (!failed) *at++ = *next++;
        }
        if (size > 0) *at = 0;
        return *this;
    }
""",
    "fgets": """\
    char* fgets(char* line, int size) {
        char* at = line;
        while (size > 1 && (next != end || refill())) {
            std::size_t length = end - next;
            if (length >= std::size_t(size)) length = size - 1;
            const void* found = std::memchr(next, '\\n', length);
            if (found) length = static_cast<const char*>(found) + 1 - next;
            std::memcpy(at, next, length);
            at += length;
            next += length;
            size = found ? 0 : size - int(length);
        }
        if (at == line && size != 1) return nullptr;
        *at = 0;
        return line;
    }
""",
    "clear": "    void clear() { failed = ended = false; }\n",
    "eof": "    bool eof() const { return ended; }\n",
    "good": "    bool good() const { return !failed && !ended; }\n",
    "fail": "    bool fail() const { return failed; }\n",
}
_WS = "struct SkipSpaces {} const ws{};\n\n"
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


def reader_of(needs: Needs) -> Iterator[str]:
    """The parts of the reader, in order; none when the program's reading is left as it is."""
    if needs.reads is None:
        return
    types, names = needs.reads, needs.names
    scans = "scan" in names
    scanned = [name for name in SCANNED if name in names]
    if "ws" in names:
        yield _WS
    yield from (STANDS_FOR[name] for name in scanned)
    yield "\n" if scanned else ""
    before = f"        {needs.before_reading}\n" if needs.before_reading else ""
    yield _READER % {"before": before}
    if types or names & {"ws", *scanned}:
        yield _SKIP_SPACES
    if types & {*INTEGERS, "bool"}:
        yield _READ_INTEGER % {"store": _STORE_SCANNED_INTEGER if scans else _STORE_INTEGER}
    if types & set(PARSERS):
        if "double" in types:
            yield _READ_DOUBLE
        yield _READ_REAL % {"store": _STORE_SCANNED_REAL if scans else _STORE_REAL}
    yield from (_READS[name] for name in READABLE if name in types)
    yield from (text for name, text in (_MEMBERS | MEMBERS).items() if name in names)
    yield "} in;\n\n"
    if "getline" in names:
        yield _GETLINE
    if scans:
        yield from scan_of(names)
