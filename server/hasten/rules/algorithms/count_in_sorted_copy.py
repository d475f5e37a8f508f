"""How many elements compare in one way with a value is found by binary search in a sorted copy."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.element_loops import (
    ElementLoop,
    compares_alike,
    element_loop,
    is_element,
    names_variable,
    unchanged_around,
)
from hasten.rules.algorithms.idioms import is_plain_value
from hasten.rules.algorithms.pair_loops import unwrapped
from hasten.rules.analysis import (
    Code,
    bare,
    child,
    code_of,
    constant_of,
    contains,
    insert_before,
    nodes_in,
    operator,
    value_type,
    with_includes,
)
from hasten.rules.effects import effects_of
from hasten.rules.loops import is_invariant
from hasten.rules.rule import Example, Rule, Unit

_COUNTS = frozenset({"int", "unsigned int", "long", "unsigned long", "long long"}) | {
    "unsigned long long"
}
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}
_BELOW, _ABOVE = ("<", "<="), (">", ">=")
# Where the elements that compare so begin or end, among the sorted ones.
_EDGE = {"<": "lower", "<=": "upper", ">": "upper", ">=": "lower"}


@frozen
class _Count:
    """`for (...) if (element compared value) counter++;`, with `skipped` left out if there is."""

    loop: ElementLoop
    counter: Node
    tests: tuple[tuple[str, Node], ...]
    asked: tuple[Node, ...]
    skipped: Node | None


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each array of which elements are counted, in a loop that leaves it alone."""
    code = code_of(unit)
    groups: dict[tuple[int, int, str, str], tuple[Node, list[_Count]]] = {}
    for node in nodes_in(unit, "for_statement", "for_range_loop"):
        count = _count(code, node)
        around = unchanged_around(code, count.loop) if count is not None else None
        if count is not None and around is not None:
            loop = count.loop
            key = (loop.array.name_at, around.start_byte, loop.first, loop.last)
            groups.setdefault(key, (around, []))[1].append(count)
    if not groups or not code.may_insert("std vector sort lower_bound upper_bound assign empty"):
        return
    names: set[str] = set()
    for around, counts in groups.values():
        loop = counts[0].loop
        name = code.fresh_name(f"sorted_{loop.array.name}", names)
        names.add(name)
        kind = "std::string" if loop.kind.startswith("std::") else loop.kind
        edits = list(insert_before(code, around, f"std::vector<{kind}> {name};"))
        for count in counts:
            start, end = count.loop.node.byte_range
            edits.append((start, end, _looked_up(code, count, name)))
        yield RULE.rewrite(
            f"All elements of `{loop.array.name}` are compared with one value after the other.",
            Span(loop.node.start_byte, loop.node.end_byte),
            (*edits, *with_includes(code, "vector", "algorithm")),
            15.0,
        )


def _count(code: Code, node: Node) -> _Count | None:
    loop = element_loop(code, node)
    body = unwrapped(loop.body) if loop is not None else None
    if loop is None or body is None or not is_plain_value(loop.kind):
        return None
    tests, actions = body
    counter = _counted(code, actions[0], loop) if len(actions) == 1 else None
    if counter is None:
        return None
    compared: list[tuple[str, Node]] = []
    asked: list[Node] = []
    skipped: Node | None = None
    for test in tests:
        other = _skipped(code, loop, test)
        found = _compared(code, loop, test)
        if other is not None and skipped is None:
            skipped = other
        elif found is not None:
            compared.append(found)
            asked.append(test)
        else:
            return None
    if not compared or not _is_one_range([sign for sign, _ in compared]):
        return None
    return _Count(loop, counter, tuple(compared), tuple(asked), skipped)


def _is_one_range(signs: list[str]) -> bool:
    if len(signs) == 1:
        return True
    return (
        len(signs) == 2 and sum(s in _BELOW for s in signs) == sum(s in _ABOVE for s in signs) == 1
    )


def _counted(code: Code, statement: Node, loop: ElementLoop) -> Node | None:
    """The integer that a statement makes one greater, without looking at the loop's variable."""
    node = statement.named_children[0] if statement.type == "expression_statement" else None
    if node is not None and node.type == "update_expression" and operator(node) == "++":
        target = bare(child(node, "argument"))
    elif node is not None and operator(node) == "+=" and constant_of(child(node, "right")) == 1:
        target = bare(child(node, "left"))
    else:
        return None
    variable = code.declaration(target)
    if target is None or variable is None or value_type(variable.type) not in _COUNTS:
        return None
    hidden = variable.kind == "field" or contains(loop.node, variable.name_at)
    return None if hidden or variable.name_at == loop.variable.name_at else target


def _skipped(code: Code, loop: ElementLoop, test: Node) -> Node | None:
    """k, where the test is that the index is not k."""
    if not loop.is_by_index or test.type != "binary_expression" or operator(test) != "!=":
        return None
    for one, other in (("left", "right"), ("right", "left")):
        index, skipped = bare(child(test, one)), bare(child(test, other))
        if index is None or skipped is None or index not in loop.others:
            continue
        if skipped.type == "identifier" and is_invariant(code, skipped, loop.node):
            same = code.declaration(skipped)
            kind = value_type(loop.variable.type)
            return skipped if same is not None and value_type(same.type) == kind else None
    return None


def _compared(code: Code, loop: ElementLoop, test: Node) -> tuple[str, Node] | None:
    """How the element is compared, as if it stood on the left, and with what."""
    sign = operator(test)
    left, right = bare(child(test, "left")), bare(child(test, "right"))
    if test.type != "binary_expression" or sign not in _MIRRORED or left is None or right is None:
        return None
    if not is_element(loop, left):
        left, right, sign = right, left, _MIRRORED[sign]
    if not is_element(loop, left) or names_variable(code, loop, right):
        return None
    if not compares_alike(code, loop.kind, right) or not effects_of(code, right).is_pure:
        return None
    return (sign, right) if is_invariant(code, right, loop.node) else None


def _looked_up(code: Code, count: _Count, name: str) -> str:
    """The block that adds what the loop would have counted, sorting when it is the first one."""
    loop = count.loop
    number = _number(code, count.tests, name)
    if count.skipped is not None:
        number = f"{number} - {_self(code, count, code.text(count.skipped))}"
    kind = code.declaration(count.counter)
    cast = f"static_cast<{value_type(kind.type)}>" if kind is not None else ""
    newline, indent = code.source.newline, code.source.indentation(loop.node.start_byte)
    inner = f"{newline}{indent}    "
    lines = [
        f"if ({name}.empty()) {{",
        f"    {name}.assign({loop.first}, {loop.last});",
        f"    std::sort({name}.begin(), {name}.end());",
        "}",
        f"{code.text(count.counter)} += {cast}({number});",
    ]
    block = f"if ({loop.has_elements}) {{{inner}{inner.join(lines)}{newline}{indent}}}"
    parent = loop.node.parent
    alone = parent is not None and parent.type == "compound_statement"
    return block if alone else f"{{ {block} }}"  # an `else` behind it is not its own


def _number(code: Code, tests: tuple[tuple[str, Node], ...], name: str) -> str:
    begin, end = f"{name}.begin()", f"{name}.end()"
    if len(tests) == 2:
        below = next(test for test in tests if test[0] in _BELOW)
        above = next(test for test in tests if test[0] in _ABOVE)
        difference = f"{_edge(code, below, name)} - {_edge(code, above, name)}"
        return f"std::max<std::ptrdiff_t>(0, {difference})"
    sign, value = tests[0]
    if sign in _BELOW:
        return f"{_edge(code, tests[0], name)} - {begin}"
    if sign in _ABOVE:
        return f"{end} - {_edge(code, tests[0], name)}"
    equal = f"{_edge(code, ('<=', value), name)} - {_edge(code, ('<', value), name)}"
    return equal if sign == "==" else f"({end} - {begin}) - ({equal})"


def _edge(code: Code, test: tuple[str, Node], name: str) -> str:
    value = code.text(test[1])
    return f"std::{_EDGE[test[0]]}_bound({name}.begin(), {name}.end(), {value})"


def _self(code: Code, count: _Count, skipped: str) -> str:
    """1 if the element that is left out would have been counted, else 0."""
    loop = count.loop
    tests = [f"{skipped} >= {loop.start}", f"{skipped} < {loop.end}"]
    for test in count.asked:
        place = next(p for p in loop.places if contains(test, p))
        text = code.source.slice(Span(test.start_byte, place.start_byte))
        text += f"{loop.array.name}[{skipped}]"
        tests.append(text + code.source.slice(Span(place.end_byte, test.end_byte)))
    return f"({' && '.join(tests)} ? 1 : 0)"


_BEFORE = """\
#include <cstdio>
#include <vector>

int main() {
    int n = 3000;
    std::vector<int> values(n);
    for (int i = 0; i < n; i++) values[i] = i * 37 % 1009;
    long long total = 0;
    for (int i = 0; i < n; i++) {
        int smaller = 0;
        for (int j = 0; j < n; j++) {
            if (values[j] < values[i]) smaller++;
        }
        total = (total * 31 + smaller) % 1000003;
    }
    std::printf("%lld\\n", total);
}
"""

RULE = Rule(
    id="count-in-sorted-copy",
    title="Count by binary search",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "At every turn of a loop all elements of an array are compared with one value, to count "
        "those that are equal to it, or less, or greater. The array does not change meanwhile: in "
        "a sorted copy of it, made when it is first needed, two binary searches tell how many."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace("#include <vector>\n", "#include <vector>\n#include <algorithm>\n")
        .replace(
            "    for (int i = 0; i < n; i++) {",
            "    std::vector<int> sorted_values;\n    for (int i = 0; i < n; i++) {",
        )
        .replace(
            """\
        for (int j = 0; j < n; j++) {
            if (values[j] < values[i]) smaller++;
        }
""",
            """\
        if (0 < n) {
            if (sorted_values.empty()) {
                sorted_values.assign(values.begin(), values.begin() + n);
                std::sort(sorted_values.begin(), sorted_values.end());
            }
            smaller += static_cast<int>(std::lower_bound(sorted_values.begin(), \
sorted_values.end(), values[i]) - sorted_values.begin());
        }
""",
        ),
    ),
    find=find,
    counterexamples=(
        # The array changes between two counts.
        """\
#include <cstdio>
#include <vector>
int main() {
    std::vector<int> values = {3, 1, 4, 1, 5, 9};
    for (int i = 0; i < 6; i++) {
        int smaller = 0;
        for (int j = 0; j < 6; j++) {
            if (values[j] < values[i]) smaller++;
        }
        values[i] = smaller;
    }
    std::printf("%d\\n", values[3]);
}
""",
        # What is counted goes only as far as the element itself.
        """\
#include <cstdio>
#include <vector>
int main() {
    std::vector<int> values = {3, 1, 4, 1, 5, 9};
    int seen = 0;
    for (int i = 0; i < 6; i++) {
        for (int j = 0; j < i; j++) {
            if (values[j] == values[i]) seen++;
        }
    }
    std::printf("%d\\n", seen);
}
""",
        # One count only.
        """\
#include <cstdio>
#include <vector>
int main() {
    std::vector<int> values = {3, 1, 4, 1, 5, 9};
    int ones = 0;
    for (int j = 0; j < 6; j++) {
        if (values[j] == 1) ones++;
    }
    std::printf("%d\\n", ones);
}
""",
        # A signed and an unsigned number do not compare as their values do.
        """\
#include <cstdio>
#include <vector>
int main() {
    std::vector<int> values = {3, 1, -4, 1, 5, -9};
    for (unsigned limit = 0; limit < 6; limit++) {
        int smaller = 0;
        for (int j = 0; j < 6; j++) {
            if (values[j] < limit) smaller++;
        }
        std::printf("%d\\n", smaller);
    }
}
""",
        # More is done than to count.
        """\
#include <cstdio>
#include <vector>
int main() {
    std::vector<int> values = {3, 1, 4, 1, 5, 9};
    for (int i = 0; i < 6; i++) {
        int equal = 0, last = 0;
        for (int j = 0; j < 6; j++) {
            if (values[j] == values[i]) { equal++; last = j; }
        }
        std::printf("%d %d\\n", equal, last);
    }
}
""",
    ),
)
