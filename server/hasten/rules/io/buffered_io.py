"""Reads and prints in large blocks in place of iostream's and stdio's single values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from attrs import frozen

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import code_of
from hasten.rules.io.block_streams import text_of
from hasten.rules.io.conditions import after_includes
from hasten.rules.io.needs import NAMESPACE, Needs
from hasten.rules.io.places import Place
from hasten.rules.io.program import STDIO_PRINTS, Names, names_of, owns_its_streams
from hasten.rules.io.stdio_input import uses_of_stdio_input
from hasten.rules.io.stdio_output import uses_of_stdio_output
from hasten.rules.io.streams import synchronization, uses_of_cin, uses_of_cout
from hasten.rules.io.uses import Change, Uses
from hasten.rules.rule import Example, Rule, Unit
from hasten.source.cpp import CppSource
from hasten.source.includes import included_headers
from hasten.source.once import once

_LOOPS = ("for_statement", "while_statement", "do_statement", "for_range_loop")
_WORD = re.compile(r"[A-Za-z_]\w*")


@frozen
class _Plan:
    """What is replaced: the uses of both sides, and what the replacement must provide."""

    uses: Uses
    needs: Needs
    removed: tuple[tuple[int, int], ...]


def _find(unit: Unit) -> Iterator[Rewrite]:
    if unit.facts is None:
        return
    source, names = unit.source, names_of(code_of(unit))
    if not owns_its_streams(names):
        return
    plan, at = _plan(names), after_includes(source)
    if plan is None or at is None:
        return
    inside = [
        place
        for place in plan.uses.places
        if unit.span.start <= place.whole_start and place.end <= unit.span.end
    ]
    block = text_of(plan.needs, included_headers(source))
    if not inside or not _may_insert(names, at, block, plan.uses.changes):
        return
    following = source.data[at : source.line_end(at)].strip()
    block = block.replace("\n", source.newline) + (source.newline if following else "")
    first = min(inside, key=lambda place: place.start)
    yield RULE.rewrite(
        _reason(plan),
        Span(first.whole_start, first.end),
        ((at, at, block), *plan.uses.changes, *_removals(source, plan.removed)),
        gain=_gain(source, plan.uses.places),
    )


@once
def _plan(names: Names) -> _Plan | None:
    reads = _uses_of_input(names)
    if reads is None:
        # What is printed must still appear before the program waits for input.
        return None
    prints = _both(uses_of_cout(names), uses_of_stdio_output(names))
    used = prints if prints is not None else Uses()
    if not reads.places and not used.places:
        return None
    shows_printed = "out.flush();" if used.places else ""
    needs = Needs(
        reads=reads.types if reads.places else None,
        prints=used.types if used.places else None,
        names=reads.names | used.names,
        before_reading=_flushes(names) if prints is None else shows_printed,
    )
    removed = (*reads.removed, *used.removed)
    if prints is not None:
        removed += synchronization(names)
    return _Plan(reads.with_(used), needs, removed)


def _uses_of_input(names: Names) -> Uses | None:
    stream, stdio = uses_of_cin(names), uses_of_stdio_input(names)
    if stream is not None and stdio is not None and stream.places and "scan" in stdio.names:
        return None  # They leave different things behind when they fail.
    return _both(stream, stdio)


def _both(one: Uses | None, other: Uses | None) -> Uses | None:
    return one.with_(other) if one is not None and other is not None else None


def _flushes(names: Names) -> str:
    """The statement that shows what the program has printed with the standard streams."""
    parts: list[str] = []
    if any(standing == "ours" for _, standing in names.places("cout")):
        parts.append("std::cout.flush();")
    if any(standing == "ours" for _, standing in names.places(*STDIO_PRINTS)):
        parts.append("std::fflush(nullptr);")
    return " ".join(parts)


def _may_insert(names: Names, at: int, block: str, changes: Sequence[Change]) -> bool:
    """Whether no macro of the program, nor a name of its own, meets a word that is put in."""
    macros = names.facts.macro_definitions
    early = {macro.name for macro in macros if macro.start < at}
    if early.intersection(_WORD.findall(block)):
        return False
    changed = {word for _, _, text in changes for word in _WORD.findall(text)}
    if changed & {macro.name for macro in macros}:
        return False
    own = {d.name for d in names.facts.declarations if d.kind == "variable" and d.is_global}
    return not own & {"read", "write"} and not any(NAMESPACE in row.words for row in names.rows)


def _removals(source: CppSource, ranges: Sequence[tuple[int, int]]) -> list[Change]:
    """Statements are removed with the line that they have for themselves."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(set(ranges)):
        if joined and not source.data[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return [_whole_lines(source, start, end) for start, end in joined]


def _whole_lines(source: CppSource, start: int, end: int) -> Change:
    first, last = source.line_start(start), source.line_end(end)
    alone = not source.data[first:start].strip() and not source.data[end:last].strip()
    if not alone:
        blanks = len(source.data[end:last]) - len(source.data[end:last].lstrip())
        return (start, end + blanks, "")
    following = source.data[last : last + 2]
    return (first, last + (2 if following == b"\r\n" else len(following[:1])), "")


def _reason(plan: _Plan) -> str:
    reads, prints = plan.needs.reads is not None, plan.needs.prints is not None
    what = "reads and prints" if reads and prints else "reads" if reads else "prints"
    return f"the program {what} value by value through the standard library's streams"


def _gain(source: CppSource, places: Sequence[Place]) -> float:
    """Much when a value is read or printed in a loop, or in a function that may be called often."""
    for place in places:
        node = source.node_at(place.start, place.end)
        function = source.enclosing_function(place.start)
        if source.enclosing(node, *_LOOPS) is not None or (
            function is not None and function.qualified != "main"
        ):
            return 4.0
    return 1.1


_BEFORE = """\
#include <iostream>
using namespace std;

int main() {
    int n;
    cin >> n;
    long long sum = 0;
    for (int i = 0; i < n; i++) {
        int x;
        cin >> x;
        sum += x;
        cout << sum << endl;
    }
}
"""
_AFTER = """\
#include <iostream>
#include <cstdio>
#include <cstring>
#include <limits>
#include <type_traits>

// In place of std::cin and std::cout: the same text, handled in blocks of 64 KiB.
namespace hasten_io {
extern "C" ssize_t read(int, void*, std::size_t);
extern "C" ssize_t write(int, const void*, std::size_t);

char printed[1 << 16];

struct Writer {
    std::size_t used = 0;

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
    Writer& operator<<(long long value) { return integer(value); }
    Writer& operator<<(char c) {
        reserve(1);
        printed[used++] = c;
        return *this;
    }
} out;

char block[(1 << 16) + 1];  // what was read last, and a zero

struct Reader {
    const char* next = block;
    const char* end = block;
    bool failed = false;
    bool ended = false;

    explicit operator bool() const { return !failed; }

    bool refill() {
        if (ended) return false;
        out.flush();
        ssize_t count = read(0, block, sizeof block - 1);
        ended = count <= 0;
        next = block;
        end = ended ? block : block + count;
        block[end - block] = 0;
        return !ended;
    }
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
        using Limits = std::numeric_limits<Integer>;
        const bool below = negative && Limits::is_signed;
        failed = magnitude > Limits::max() + (unsigned long long)below || digits == 0 ||
                 digits > 20 || (digits == 20 && magnitude < 10000000000000000000u);
        value = Integer(negative ? 0 - magnitude : magnitude);
        if (failed) value = digits == 0 ? 0 : below ? Limits::min() : Limits::max();
        return *this;
    }
    Reader& operator>>(int& value) { return integer(value); }
} in;

}  // namespace hasten_io

using namespace std;

int main() {
    int n;
    hasten_io::in >> n;
    long long sum = 0;
    for (int i = 0; i < n; i++) {
        int x;
        hasten_io::in >> x;
        sum += x;
        hasten_io::out << sum << '\\n';
    }
}
"""
_PASSED_ON = """\
#include <fstream>
#include <iostream>

int total(std::istream& in) {
    int sum = 0;
    for (int x; in >> x;) sum += x;
    return sum;
}

int main(int count, char** names) {
    std::ifstream file(names[count - 1]);
    std::cout << (count > 1 ? total(file) : total(std::cin)) << "\\n";
}
"""
_OTHER_FORMAT = """\
#include <iomanip>
#include <iostream>

int main() {
    for (int i = 0; i < 300; i += 17) std::cout << std::setw(6) << std::hex << i << "\\n";
}
"""
_UNFORMATTED = """\
#include <cstring>
#include <iostream>

int main() {
    char line[80] = "";
    while (std::cin.read(line, sizeof line - 1)) std::cout << std::strlen(line) << "\\n";
}
"""
_THREADS = """\
#include <iostream>
#include <thread>

int main() {
    std::thread other([] { std::cout << "one\\n"; });
    other.join();
    std::cout << "two\\n";
}
"""
_SCANNED_TEXT = """\
#include <cstdio>

int main() {
    char line[100];
    while (scanf("%99[a-z ]%*c", line) == 1) printf("%s\\n", line);
}
"""

RULE = Rule(
    id="buffered-io",
    title="Read and print in blocks",
    guarantee="test_guarded",
    category="io",
    explanation=(
        "Each value that goes through std::cin, std::cout, scanf or printf costs hundreds of "
        "instructions for locales, formats, locks and sentries. A small reader and writer, "
        "inserted after the includes, fetch the input in blocks, parse numbers by hand, and hand "
        "out what is printed in blocks too: before the program waits for input, and at its end. "
        "What is printed is lost when the program is killed."
    ),
    example=Example(before=_BEFORE, after=_AFTER),
    subsumes=("endl-to-newline", "fast-iostream"),
    find=_find,
    counterexamples=(_PASSED_ON, _OTHER_FORMAT, _UNFORMATTED, _THREADS, _SCANNED_TEXT),
)
