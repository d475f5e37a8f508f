"""The smallest difference of two elements is one of neighbours in sorted order."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.close_pair_by_sorting import FLOATING, distance, sorted_copy
from hasten.rules.algorithms.idioms import element_of
from hasten.rules.algorithms.pair_loops import (
    PairLoop,
    in_block,
    is_steady,
    pair_loop,
    whole_range,
)
from hasten.rules.analysis import (
    Code,
    bare,
    child,
    code_of,
    nodes_in,
    operator,
    parts,
    statements,
    value_type,
    with_includes,
)
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Declaration

_HOLDS = {
    "int": ("int", "long", "long long"),
    "short": ("int", "long", "long long"),
    "long": ("long", "long long"),
    "long long": ("long", "long long"),
    "float": ("float", "double"),
    "double": ("double",),
}
"""Types of elements, and those that can hold every distance of two."""


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each double loop that keeps the smallest distance of two elements."""
    code = code_of(unit)
    for node in nodes_in(unit, "for_statement"):
        pair = pair_loop(code, node)
        new = _replacement(code, pair) if pair is not None else None
        if new is None or not code.may_insert("std vector sort size_t remove_if numbers_end"):
            continue
        yield RULE.rewrite(
            "Every element is compared with every other.",
            Span(node.start_byte, node.end_byte),
            ((node.start_byte, node.end_byte, new), *with_includes(code, "algorithm", "vector")),
            20.0,
        )


def _replacement(code: Code, pair: PairLoop) -> str | None:
    kept = _kept(code, pair)
    if kept is None or pair.flag_ends is not None:
        return None
    best, array = kept
    kind = element_of(array)
    if best.is_reference or best.is_global or best.kind == "field":
        return None
    if value_type(best.type) not in _HOLDS.get(kind, ()):
        return None
    mentioned = [pair.inner.bound, pair.outer.start]
    if any(r.target == best.name_at for node in mentioned for r in code.references_in(node)):
        return None
    if best.name_at == array.name_at or not is_steady(code, pair, array, None):
        return None
    first, last, condition = whole_range(code, pair, array)
    name, k = code.fresh_name("sorted"), code.fresh_name("k")
    gap = f"{name}[{k}] - {name}[{k} - 1]"
    lines = [
        *sorted_copy(name, kind, first, last),
        f"for (std::size_t {k} = 1; {k} < {name}.size(); {k}++)",
        f"    if ({gap} < {best.name}) {best.name} = {gap};",
    ]
    return in_block(code, pair.node, lines, condition)


def _kept(code: Code, pair: PairLoop) -> tuple[Declaration, Declaration] | None:
    """The variable that holds the smallest distance, and the array."""
    actions = list(pair.actions)
    named: Declaration | None = None
    array: Declaration | None = None
    if len(actions) == 2 and actions[0].type == "declaration" and not pair.tests:
        declarator = child(actions[0], "declarator")
        if declarator is None or declarator.type != "init_declarator":
            return None
        if len(actions[0].children_by_field_name("declarator")) != 1:
            return None
        named = code.declaration(child(declarator, "declarator"))
        array = distance(code, pair, child(declarator, "value"))
        if named is None or array is None or named.is_reference or named.is_static:
            return None
        if value_type(named.type) not in _HOLDS.get(element_of(array), ()):
            return None
        actions = actions[1:]
    tests = list(pair.tests)
    if len(actions) == 1 and actions[0].type == "if_statement" and named is not None:
        condition = bare(child(actions[0], "condition"))
        if condition is None or child(actions[0], "alternative") is not None:
            return None
        tests, actions = [condition], statements(child(actions[0], "consequence"))
    if len(actions) != 1 or actions[0].type != "expression_statement":
        return None
    node = actions[0].named_children[0]
    best, value = code.declaration(child(node, "left")), bare(child(node, "right"))
    if node.type != "assignment_expression" or operator(node) != "=":
        return None
    if best is None or value is None or len(tests) > 1:
        return None

    def measured(side: Node | None) -> Declaration | None:
        """The array, when an expression is the distance, or the variable that holds it."""
        if named is None:
            return distance(code, pair, side)
        found = code.declaration(bare(side))
        return array if found is not None and found.name_at == named.name_at else None

    over = _smaller(code, tests[0], best) if tests else _minimum(code, value, best)
    shown = measured(over) if over is not None else None
    if shown is None or (tests and _differs(measured(value), shown)):
        return None
    return best, shown


def _differs(one: Declaration | None, other: Declaration) -> bool:
    return one is None or one.name_at != other.name_at


def _smaller(code: Code, test: Node, best: Declaration) -> Node | None:
    """What a condition says is smaller than (or as small as) the best."""
    left, right, sign = child(test, "left"), child(test, "right"), operator(test)
    if sign in (">", ">="):
        left, right, sign = right, left, sign.replace(">", "<")
    named = code.declaration(bare(right))
    plain = test.type == "binary_expression" and sign in ("<", "<=")
    return left if plain and named is not None and named.name_at == best.name_at else None


def _minimum(code: Code, value: Node, best: Declaration) -> Node | None:
    """What the best is compared with by `std::min`; where that is no number, the best stays."""
    call = code.call(value, "min") if value.type == "call_expression" else None
    given = parts(child(value, "arguments"))
    if call is None or call.target >= 0 or len(given) != 2 or call.callee != "std::min":
        return None
    if value_type(call.result_type) != value_type(best.type):
        return None
    for one, other in (given, given[::-1]):
        named = code.declaration(bare(one))
        if named is not None and named.name_at == best.name_at:
            exact = value_type(best.type) not in FLOATING or one == given[0]
            return other if exact else None
    return None


_BEFORE = """\
#include <cstdio>
#include <cstdlib>
#include <vector>

int main() {
    int n = 1500;
    std::vector<int> heights(n);
    for (int i = 0; i < n; i++) heights[i] = i * 7919 % 100003;
    int best = 1000000;
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            int difference = std::abs(heights[i] - heights[j]);
            if (difference < best) best = difference;
        }
    }
    std::printf("%d\\n", best);
}
"""

RULE = Rule(
    id="smallest-difference-by-sorting",
    title="Sort to find the smallest difference",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "The double loop compares every pair of elements to find the smallest difference. In "
        "sorted order it is that of two neighbours."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "#include <vector>\n", "#include <vector>\n#include <algorithm>\n"
        ).replace(
            """    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            int difference = std::abs(heights[i] - heights[j]);
            if (difference < best) best = difference;
        }
    }
""",
            """    if (0 < n) {
        std::vector<int> sorted(heights.begin(), heights.begin() + n);
        std::sort(sorted.begin(), sorted.end());
        for (std::size_t k = 1; k < sorted.size(); k++)
            if (sorted[k] - sorted[k - 1] < best) best = sorted[k] - sorted[k - 1];
    }
""",
        ),
    ),
    find=find,
    counterexamples=(
        # The greatest difference.
        """\
#include <cstdio>
#include <cstdlib>
int main() {
    int a[] = {5, 1, 9, 2}, best = 0;
    for (int i = 0; i < 4; i++)
        for (int j = i + 1; j < 4; j++)
            if (std::abs(a[i] - a[j]) > best) best = std::abs(a[i] - a[j]);
    std::printf("%d\\n", best);
}
""",
        # Which pair it was is kept, too.
        """\
#include <cstdio>
#include <cstdlib>
int main() {
    int a[] = {5, 1, 9, 2}, best = 99, at = 0;
    for (int i = 0; i < 4; i++)
        for (int j = i + 1; j < 4; j++)
            if (std::abs(a[i] - a[j]) < best) {
                best = std::abs(a[i] - a[j]);
                at = i;
            }
    std::printf("%d %d\\n", best, at);
}
""",
        # An element of one array, and one of another.
        """\
#include <algorithm>
#include <cstdio>
#include <cstdlib>
int main() {
    int a[] = {5, 1, 9, 2}, b[] = {7, 7, 6, 3}, best = 99;
    for (int i = 0; i < 4; i++)
        for (int j = i + 1; j < 4; j++) best = std::min(best, std::abs(a[i] - b[j]));
    std::printf("%d\\n", best);
}
""",
        # The sign of the difference counts.
        """\
#include <algorithm>
#include <cstdio>
int main() {
    int a[] = {5, 1, 9, 2}, best = 99;
    for (int i = 0; i < 4; i++)
        for (int j = i + 1; j < 4; j++) best = std::min(best, a[i] - a[j]);
    std::printf("%d\\n", best);
}
""",
    ),
)
