"""Sums of ranges of one array are differences of its prefix sums."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.idioms import element_of
from hasten.rules.analysis import (
    INTEGRAL,
    Code,
    bare,
    child,
    code_of,
    insert_before,
    nodes_in,
    operator,
    statements,
    value_type,
    with_includes,
)
from hasten.rules.data_structures.ranges import added_to, size_of
from hasten.rules.effects import effects_of
from hasten.rules.loops import (
    CountedLoop,
    counted_loop,
    is_dead_after,
    is_invariant,
    unchanged_around,
)
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Declaration

_SUMS = frozenset(f"{sign}{size}" for sign in ("", "unsigned ") for size in ("int", "long")) | {
    "long long",
    "unsigned long long",
}
_WHOLE = frozenset(
    "const unsigned signed int long short char std vector array pair allocator".split()  # noqa: SIM905
)


@frozen
class _Sum:
    """`for (k = from; k < to; k++) total += array[offset + k];`; no offset is "" here."""

    loop: CountedLoop
    total: Declaration
    array: Declaration
    size: str
    offset: str


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each array of which ranges are summed up in a loop that leaves it alone."""
    code = code_of(unit)
    groups: dict[tuple[int, int], tuple[Node, list[_Sum]]] = {}
    for node in nodes_in(unit, "for_statement"):
        found = _sum(code, node)
        around = unchanged_around(code, found.loop.node, found.array) if found is not None else None
        if found is not None and around is not None:
            key = (found.array.name_at, around.start_byte)
            groups.setdefault(key, (around, []))[1].append(found)
    if not groups or not code.may_insert("std vector size_t unsigned long static_cast if for"):
        return
    names: set[str] = set()
    for around, sums in groups.values():
        array, size = sums[0].array.name, sums[0].size
        name, k = code.fresh_name(f"{array}_sums", names), code.fresh_name("k")
        names.add(name)
        indent = code.source.newline + code.source.indentation(around.start_byte)
        added = f"{name}[{k} + 1] = {name}[{k}] + {array}[{k}];"
        lines = (
            f"std::vector<unsigned long long> {name}({size} + 1);",
            f"for (std::size_t {k} = 0; {k} < {size}; {k}++) {added}",
        )
        edits = list(insert_before(code, around, indent.join(lines)))
        for one in sums:
            start, end = one.loop.node.byte_range
            edits += [(start, end, _asked(code, one, name))]
        place = sums[0].loop.node
        yield RULE.rewrite(
            f"Elements of `{array}` are added up again and again.",
            Span(place.start_byte, place.end_byte),
            (*edits, *with_includes(code, "vector")),
            10.0,
        )


def _asked(code: Code, one: _Sum, name: str) -> str:
    """The statement that looks a sum up; unsigned, so that it wraps only where the loop did."""
    loop, total = one.loop, one.total.name
    k, bound = loop.variable.name, code.text(loop.bound)
    kind = f"{value_type(loop.variable.type)} " if loop.owns_variable else ""
    end = f"({bound}) + 1" if loop.comparison == "<=" else bound
    test = f"{k} {loop.comparison} ({bound})" if " " in bound else f"{k} {loop.comparison} {bound}"
    sum_ = f"{name}[{one.offset}{end}] - {name}[{one.offset}{k}]"
    value = f"static_cast<{value_type(one.total.type)}>({total} + ({sum_}))"
    text = f"if ({kind}{k} = {code.text(loop.start)}; {test}) {total} = {value};"
    parent = loop.node.parent
    alone = parent is not None and parent.type == "compound_statement"
    return text if alone else f"{{ {text} }}"  # an `else` behind it is not its own


def _sum(code: Code, node: Node) -> _Sum | None:
    loop = counted_loop(code, node) if code.is_verbatim(node) else None
    if loop is None or loop.step != 1 or loop.comparison not in ("<", "<="):
        return None
    inside = statements(loop.body)
    if len(inside) != 1 or inside[0].type != "expression_statement":
        return None
    added = added_to(code, inside[0].named_children[0])
    element = _element(code, added[1], loop) if added is not None else None
    if added is None or element is None or value_type(added[0].type) not in _SUMS:
        return None
    total, (array, offset) = added[0], element
    if total.is_reference or total.kind == "field" or total.name_at == array.name_at:
        return None
    size = size_of(array)
    limits = (loop.start, loop.bound)
    if not size or not all(_is_whole_number(code, limit) for limit in limits):
        return None
    if not all(is_invariant(code, limit, node) for limit in limits):
        return None
    if not is_dead_after(code, loop.variable, node):
        return None
    return _Sum(loop, total, array, size, offset)


def _element(code: Code, node: Node | None, loop: CountedLoop) -> tuple[Declaration, str] | None:
    """The array of integers of which an expression is an element, and how far from the variable."""
    node = bare(node)
    if node is None or node.type != "subscript_expression":
        return None
    inside = child(node, "indices")
    indices = inside.named_children if inside is not None else []
    array = code.declaration(bare(child(node, "argument")))
    if array is None or len(indices) != 1 or element_of(array) not in INTEGRAL - {"bool"}:
        return None
    index = bare(indices[0])
    if code.declaration(index) == loop.variable:
        return array, ""
    if index is None or index.type != "binary_expression" or operator(index) not in ("+", "-"):
        return None
    left, right = bare(child(index, "left")), bare(child(index, "right"))
    if operator(index) == "+" and code.declaration(right) == loop.variable:
        left, right = right, left
    if left is None or right is None or code.declaration(left) != loop.variable:
        return None
    named = {r.target for r in code.references_in(right)}
    steady = is_invariant(code, right, loop.node) and loop.variable.name_at not in named
    if not steady or not _is_whole_number(code, right) or not _is_simple(code, right):
        return None
    sign = "-" if operator(index) == "-" else ""
    return array, f"{sign}{code.text(right)} + "


def _is_simple(code: Code, node: Node) -> bool:
    """Whether an expression needs no parentheses, and may be evaluated where no turn is made."""
    return re.fullmatch(r"\w+", code.text(node)) is not None


def _is_whole_number(code: Code, node: Node) -> bool:
    """Whether an expression is made of integers, and looking at it twice changes nothing."""
    if not effects_of(code, node).is_pure or any(
        "." in code.text(n) for n in code.source.descendants(node, "number_literal")
    ):
        return False
    for inner in code.source.descendants(node, "call_expression"):
        function = child(inner, "function")
        name = child(function, "field") if function is not None else None
        if name is None or code.text(name) not in ("size", "length"):
            return False
    kinds = [r.type for r in code.references_in(node) if r.target >= 0]
    return all(kind and set(re.findall(r"[A-Za-z_]+", kind)) <= _WHOLE for kind in kinds)


_BEFORE = """\
#include <cstdio>
#include <vector>

int main() {
    int n = 3000;
    std::vector<int> values(n);
    for (int i = 0; i < n; i++) values[i] = i * 37 % 1009 - 500;
    long long best = 0;
    for (int from = 0; from < n; from += 7) {
        long long sum = 0;
        for (int i = from; i < n; i++) sum += values[i];
        if (sum > best) best = sum;
    }
    std::printf("%lld\\n", best);
}
"""

RULE = Rule(
    id="prefix-sums",
    title="Use prefix sums",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "Ranges of one array are summed up in a loop that does not change it. With the sums of all "
        "of its beginnings, made once, the sum of a range is a difference of two of them."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "    for (int from",
            """\
    std::vector<unsigned long long> values_sums(values.size() + 1);
    for (std::size_t k = 0; k < values.size(); k++) values_sums[k + 1] = values_sums[k] + values[k];
    for (int from""",
        ).replace(
            "        for (int i = from; i < n; i++) sum += values[i];",
            "        if (int i = from; i < n) "
            "sum = static_cast<long long>(sum + (values_sums[n] - values_sums[i]));",
        ),
    ),
    find=find,
    counterexamples=(
        # The array changes between two sums.
        """\
#include <cstdio>
#include <vector>
int main() {
    std::vector<int> values(9, 2);
    int sum = 0;
    for (int turn = 0; turn < 9; turn++) {
        for (int i = 0; i < turn; i++) sum += values[i];
        values[turn] = sum % 10;
    }
    std::printf("%d\\n", sum);
}
""",
        # Only some elements are added.
        """\
#include <cstdio>
#include <vector>
int main() {
    std::vector<int> values = {3, 1, 4, 1, 5, 9};
    int sum = 0;
    for (int from = 0; from < 6; from++) {
        for (int i = from; i < 6; i += 2) sum += values[i];
    }
    std::printf("%d\\n", sum);
}
""",
        # Rounding depends on the order.
        """\
#include <cstdio>
#include <vector>
int main() {
    std::vector<double> values = {0.1, 0.2, 0.3};
    double sum = 0;
    for (int from = 0; from < 3; from++) {
        for (int i = from; i < 3; i++) sum += values[i];
    }
    std::printf("%.17g\\n", sum);
}
""",
        # One sum only.
        """\
#include <cstdio>
#include <vector>
int main() {
    std::vector<int> values = {3, 1, 4, 1, 5, 9};
    int sum = 0;
    for (int i = 1; i < 4; i++) sum += values[i];
    std::printf("%d\\n", sum);
}
""",
    ),
)
