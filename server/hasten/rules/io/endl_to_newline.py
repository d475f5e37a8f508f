"""Ends lines with a plain newline instead of std::endl, which also writes the buffer out."""

from __future__ import annotations

from collections.abc import Iterator

from hasten.nouns import Rewrite, Span
from hasten.rules.io.places import Place, places_of, rows_of
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Facts

_BEFORE = """\
#include <iostream>
using namespace std;

int main() {
    int n;
    cin >> n;
    for (int i = 1; i <= n; i++) {
        cout << i * i << endl;
    }
    cout << "sum of " << n << " terms" << endl;
}
"""
_SILENT_FLUSHES = """\
#include <iostream>

int main() {
    int low = 1, high = 1 << 20;
    while (low < high) {
        int middle = (low + high) / 2, answer;
        std::cout << "? " << middle << std::endl << std::flush;
        std::cin >> answer;
        if (answer) high = middle; else low = middle + 1;
    }
    std::cout << "! " << low << std::endl;
}
"""
_SILENT_ERRORS = """\
#include <iostream>

int main() {
    std::cerr << "starting" << std::endl;
    std::cout << "done\\n";
}
"""
_SILENT_OWN = """\
#include <iostream>
using std::cout;

int main() {
    const char* endl = "<br>";
    cout << "one" << endl << "two" << endl;
}
"""
_SILENT_MACRO = """\
#include <iostream>
#define endl '\\n'
using namespace std;

int main() {
    for (int i = 0; i < 5; i++) cout << i << endl;
}
"""


def _find(unit: Unit) -> Iterator[Rewrite]:
    if b"endl" not in unit.source.data[unit.span.start : unit.span.end]:
        return
    rows = rows_of(unit.source)
    if any(places_of(rows, "flush", "fflush", "unitbuf", "fork")):
        return
    if any(row.macro == "endl" for row in rows) or any(
        place.near(-1) not in ("<<", "::") for place in places_of(rows, "endl")
    ):
        return
    facts = unit.facts if unit.facts is not None and unit.facts.complete else None
    found = [
        place
        for place in places_of(rows, "endl")
        if unit.span.start <= place.whole_start
        and place.end <= unit.span.end
        and _is_endl(place, facts)
        and _goes_to_cout(place, facts)
    ]
    if found:
        first = found[0]
        count = len(found)
        yield RULE.rewrite(
            "std::endl flushes: one system call a line"
            + (f" ({count} of them here)" if count > 1 else ""),
            Span(first.whole_start, first.end),
            tuple((place.whole_start, place.end, "'\\n'") for place in found),
            gain=1.5,
        )


def _is_endl(place: Place, facts: Facts | None) -> bool:
    if place.qualifier not in ("", "std::", "::std::") or place.first.near(-1) != "<<":
        return False
    if facts is None or place.row.macro:
        return True
    reference = facts.reference_at.get(place.start)
    if reference is None:  # inside the arguments of a macro
        return any(m.start < place.start < m.end for m in facts.macro_expansions)
    is_elsewhere = reference.target in (-1, place.start)  # the latter in templates
    return is_elsewhere and reference.qualified in ("std::endl", "endl")


def _goes_to_cout(place: Place, facts: Facts | None) -> bool:
    root = place.chain_root("<<")
    if root is None or root.word != "cout" or root.is_member:
        return False
    if facts is None or root.row.macro:
        return root.qualifier in ("", "std::", "::std::")
    reference = facts.reference_at.get(root.start)
    return reference is None or reference.qualified == "std::cout"


RULE = Rule(
    id="endl-to-newline",
    title="Print '\\n' instead of std::endl",
    guarantee="test_guarded",
    category="io",
    explanation=(
        "std::endl prints a newline and then flushes, which costs a system call a line. With "
        "'\\n' the same bytes are printed, in few large pieces; they may appear later, and are "
        "lost if the program is killed before it ends. Programs that flush on purpose are left "
        "alone."
    ),
    example=Example(before=_BEFORE, after=_BEFORE.replace("endl;", "'\\n';")),
    find=_find,
    needs_facts=False,
    counterexamples=(_SILENT_FLUSHES, _SILENT_ERRORS, _SILENT_OWN, _SILENT_MACRO),
)
