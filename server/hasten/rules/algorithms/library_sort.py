"""Sorting by exchanging or inserting elements in a double loop becomes a call of the library."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.sorting_loops import Sorting, element_type, sorting_loop
from hasten.rules.analysis import Code, code_of, is_string, nodes_in, template_of, with_includes
from hasten.rules.helpers import as_statement, helper_edits
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.shapes import text_of
from hasten.rules.sums import plus


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each double loop that sorts."""
    code = code_of(unit)
    done = 0
    for node in nodes_in(unit, "for_statement", "while_statement", "do_statement"):
        if node.start_byte < done:
            continue
        sorting = sorting_loop(code, node)
        if sorting is None:
            continue
        edits = _edits(code, node, sorting)
        if edits:
            done = node.end_byte
            yield RULE.rewrite(
                f"The loops sort `{sorting.array.name}` by comparing all pairs.",
                Span(sorting.start, node.end_byte),
                edits,
                20.0,
            )


def _edits(code: Code, node: Node, sorting: Sorting) -> tuple[tuple[int, int, str], ...]:
    if code.facts.language == "c":
        return _edits_in_c(code, node, sorting)
    array, end = sorting.array, text_of(code, sorting.end)
    owns = template_of(array.type)[0].startswith("std::") or is_string(array.type)
    start = f"{sorting.name}.begin()" if owns else sorting.name
    plus = f" + {sorting.first}" if sorting.first else ""
    last = f"{sorting.name}.end()" if sorting.end.kind == "size" else f"{start} + {end}"
    order = ", std::greater<>()" if sorting.descending else ""
    call = f"std::sort({start}{plus}, {last}{order});"
    if not code.may_insert(call):
        return ()
    headers = ("algorithm", "functional") if sorting.descending else ("algorithm",)
    edit = (sorting.start, node.end_byte, _guarded(code, node, sorting, call))
    return (edit, *with_includes(code, *headers))


def _guarded(code: Code, node: Node, sorting: Sorting, call: str) -> str:
    """The call where there is anything to sort, as a statement in the place of the loop."""
    if not sorting.guard:
        return call
    guarded = f"if ({sorting.guard}) {call}"
    alone = node.parent is not None and node.parent.type == "compound_statement"
    return guarded if alone else as_statement(code, node, guarded)


def _edits_in_c(code: Code, node: Node, sorting: Sorting) -> tuple[tuple[int, int, str], ...]:
    """The same with qsort, and a function that compares."""
    kind = element_type(sorting.array)
    name = f"compare_{kind.replace(' ', '_')}s"
    name, order = (f"{name}_down", "(a < b) - (a > b)") if sorting.descending else (
        name, "(a > b) - (a < b)")  # fmt: skip
    helper = helper_edits(code, name, _COMPARISON.format(name=name, kind=kind, order=order),
                          "stdlib.h")  # fmt: skip
    if helper is None:
        return ()
    first = f"{sorting.name} + {sorting.first}" if sorting.first else sorting.name
    count = text_of(code, plus(sorting.end, -sorting.first))
    call = f"qsort({first}, {count}, sizeof({sorting.name}[0]), {name});"
    edit = (sorting.start, node.end_byte, _guarded(code, node, sorting, call))
    return (*helper, edit) if code.may_insert("qsort sizeof") else ()


_COMPARISON = """\
static int {name}(const void *one, const void *other) {{
    const {kind} a = *(const {kind} *)one, b = *(const {kind} *)other;
    return {order};
}}
"""


_BEFORE = """\
#include <cstdio>

int main() {
    static int values[2000];
    int n = 2000;
    for (int i = 0; i < n; i++) values[i] = i * 7919 % 2003;
    for (int i = 0; i < n - 1; i++) {
        for (int j = 0; j < n - 1 - i; j++) {
            if (values[j] > values[j + 1]) {
                int kept = values[j];
                values[j] = values[j + 1];
                values[j + 1] = kept;
            }
        }
    }
    for (int i = 0; i < n; i += 100) std::printf("%d ", values[i]);
    std::printf("\\n");
}
"""

RULE = Rule(
    id="library-sort",
    title="Sort with std::sort",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "The double loop sorts by exchanging, selecting or inserting elements one by one: as many "
        "steps as there are pairs. std::sort takes n "
        "log n. Elements that compare equal are the same here, so that the result is too."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "#include <cstdio>\n", "#include <cstdio>\n#include <algorithm>\n"
        ).replace(
            _BEFORE[
                _BEFORE.index("    for (int i = 0; i < n - 1") : _BEFORE.index(
                    "    for (int i = 0; i < n; i += 100"
                )
            ],
            "    if (n > 1) std::sort(values, values + n);\n",
        ),
    ),
    find=find,
    languages=frozenset({"c", "cpp"}),
    counterexamples=(
        # The exchanges are counted.
        """\
#include <cstdio>
#include <utility>
int main() {
    int values[] = {5, 2, 4, 1}, n = 4, swaps = 0;
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n - 1; j++) {
            if (values[j] > values[j + 1]) {
                std::swap(values[j], values[j + 1]);
                swaps++;
            }
        }
    }
    std::printf("%d %d\\n", values[0], swaps);
}
""",
        # A second array is moved along.
        """\
#include <cstdio>
#include <utility>
int main() {
    int keys[] = {5, 2, 4, 1}, names[] = {1, 2, 3, 4}, n = 4;
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            if (keys[i] > keys[j]) {
                std::swap(keys[i], keys[j]);
                std::swap(names[i], names[j]);
            }
        }
    }
    std::printf("%d %d\\n", keys[0], names[0]);
}
""",
        # One pass does not sort.
        """\
#include <cstdio>
#include <utility>
int main() {
    int values[] = {5, 2, 4, 1}, n = 4;
    for (int i = 0; i < 1; i++) {
        for (int j = 0; j < n - 1; j++) {
            if (values[j] > values[j + 1]) std::swap(values[j], values[j + 1]);
        }
    }
    std::printf("%d %d\\n", values[0], values[3]);
}
""",
        # Minus zero and zero compare equal, but are told apart when they are printed.
        """\
#include <cstdio>
#include <utility>
int main() {
    double values[] = {5, 0.0, -0.0, 1};
    int n = 4;
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            if (values[i] > values[j]) std::swap(values[i], values[j]);
        }
    }
    std::printf("%g %g\\n", values[0], values[1]);
}
""",
        # Structures that compare equal may differ.
        """\
#include <cstdio>
#include <utility>
struct Entry {
    int key, place;
    bool operator>(const Entry& other) const { return key > other.key; }
};
int main() {
    Entry values[] = {{5, 0}, {2, 1}, {5, 2}, {2, 3}};
    int n = 4;
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            if (values[i] > values[j]) std::swap(values[i], values[j]);
        }
    }
    for (const Entry& entry : values) std::printf("%d %d\\n", entry.key, entry.place);
}
""",
        # The inner loop starts afresh: a mixture of both directions, not sorted in general.
        """\
#include <cstdio>
#include <utility>
int main() {
    int values[] = {5, 2, 4, 1}, n = 4;
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
            if (values[i] > values[j]) std::swap(values[i], values[j]);
        }
    }
    std::printf("%d %d\\n", values[0], values[3]);
}
""",
    ),
)
