"""Two elements of a given sum are found through a hash table, in place of trying all pairs."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.idioms import COUNTS, element_of
from hasten.rules.algorithms.pair_loops import (
    Found,
    PairLoop,
    both_elements,
    found_of,
    in_block,
    is_steady,
    pair_loop,
)
from hasten.rules.analysis import (
    Code,
    bare,
    child,
    code_of,
    constant_of,
    nodes_in,
    operator,
    value_type,
    with_includes,
)
from hasten.rules.rule import Example, Rule, Unit


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each double loop that counts pairs of a given sum, or asks for one."""
    code = code_of(unit)
    for node in nodes_in(unit, "for_statement"):
        pair = pair_loop(code, node)
        found = found_of(code, pair) if pair is not None else None
        if pair is None or found is None or len(pair.tests) != 1:
            continue
        new = _replacement(code, pair, found)
        if new is None or not code.may_insert("std unordered_map unsigned long auto break"):
            continue
        yield RULE.rewrite(
            "Every element is added to every other.",
            Span(node.start_byte, node.end_byte),
            ((node.start_byte, node.end_byte, new), *with_includes(code, "unordered_map")),
            20.0,
        )


def _replacement(code: Code, pair: PairLoop, found: Found) -> str | None:
    total = _total(code, pair.tests[0])
    if total is None:
        return None
    added, wanted = total
    array = both_elements(code, pair, child(added, "left"), child(added, "right"))
    if array is None or element_of(array) not in COUNTS:
        return None
    if not is_steady(code, pair, array, None if constant_of(wanted) is not None else wanted):
        return None
    seen, rest = code.fresh_name("seen"), code.fresh_name("partner")
    i, bound = pair.outer.variable, code.text(pair.inner.bound)
    kind = value_type(pair.inner.variable.type)
    head = f"for ({kind} {i.name} = {code.text(pair.outer.start)}; "
    head += f"{i.name} {pair.inner.comparison} {bound}; {i.name}++) {{"
    here = f"{array.name}[{i.name}]"
    lines = [f"std::unordered_map<unsigned long long, long> {seen};", head]
    lines.append(f"    auto {rest} = {seen}.find(0ULL + ({code.text(wanted)}) - {here});")
    test = f"    if ({rest} != {seen}.end()) "
    if found.kind == "count":
        assert found.variable is not None
        times = "2 * " if pair.both else ""
        lines.append(f"{test}{found.variable.name} += {times}{rest}->second;")
    else:
        lines.append(test + (f"{{ {found.text} break; }}" if found.kind == "set" else found.text))
    lines += [f"    {seen}[{here}]++;", "}"]
    return in_block(code, pair.node, lines)


def _total(code: Code, test: Node) -> tuple[Node, Node] | None:
    """The sum that a condition asks for, and what it must be."""
    if test.type != "binary_expression" or operator(test) != "==":
        return None
    left, right = bare(child(test, "left")), bare(child(test, "right"))
    for one, other in ((left, right), (right, left)):
        if one is None or other is None or operator(one) != "+":
            continue
        if one.type == "binary_expression" and _is_signed(code, other):
            return one, other
    return None


def _is_signed(code: Code, node: Node) -> bool:
    """Whether the expression is a constant, or a variable that is a signed integer."""
    if constant_of(node) is not None:
        return code.text(node).isdigit() or code.text(node)[1:].isdigit()
    named = code.declaration(node)
    return named is not None and value_type(named.type) in COUNTS


_BEFORE = """\
#include <cstdio>
#include <vector>

int main() {
    int n = 2000, total = 4001;
    std::vector<int> values(n);
    for (int i = 0; i < n; i++) values[i] = i * 37 % 3001;
    int pairs = 0;
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            if (values[i] + values[j] == total) pairs++;
        }
    }
    std::printf("%d\\n", pairs);
}
"""

RULE = Rule(
    id="pair-sum-by-hashing",
    title="Find sums of pairs by hashing",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "The double loop tries every pair of elements to find those of a given sum. One of them "
        "says what the other must be, and a hash table knows whether it was there."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "#include <vector>\n", "#include <vector>\n#include <unordered_map>\n"
        ).replace(
            """    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            if (values[i] + values[j] == total) pairs++;
        }
    }
""",
            """    {
        std::unordered_map<unsigned long long, long> seen;
        for (int i = 0; i < n; i++) {
            auto partner = seen.find(0ULL + (total) - values[i]);
            if (partner != seen.end()) pairs += partner->second;
            seen[values[i]]++;
        }
    }
""",
        ),
    ),
    find=find,
    counterexamples=(
        # An element may be added to itself.
        """\
#include <cstdio>
int main() {
    int a[] = {5, 1, 9, 2}, pairs = 0;
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++)
            if (a[i] + a[j] == 10) pairs++;
    std::printf("%d\\n", pairs);
}
""",
        # Sums of at most so much.
        """\
#include <cstdio>
int main() {
    int a[] = {5, 1, 9, 2}, pairs = 0;
    for (int i = 0; i < 4; i++)
        for (int j = i + 1; j < 4; j++)
            if (a[i] + a[j] <= 10) pairs++;
    std::printf("%d\\n", pairs);
}
""",
        # Unsigned numbers wrap around.
        """\
#include <cstdio>
int main() {
    unsigned a[] = {5, 4294967295u, 9, 2}, pairs = 0;
    for (int i = 0; i < 4; i++)
        for (int j = i + 1; j < 4; j++)
            if (a[i] + a[j] == 1) pairs++;
    std::printf("%u\\n", pairs);
}
""",
        # The sum that is wanted changes with what is found.
        """\
#include <cstdio>
int main() {
    int a[] = {5, 1, 9, 2}, wanted = 3;
    for (int i = 0; i < 4; i++)
        for (int j = i + 1; j < 4; j++)
            if (a[i] + a[j] == wanted) wanted++;
    std::printf("%d\\n", wanted);
}
""",
        # Only the first partner of each element counts.
        """\
#include <cstdio>
int main() {
    int a[] = {1, 2, 2, 2}, pairs = 0;
    for (int i = 0; i < 4; i++)
        for (int j = i + 1; j < 4; j++)
            if (a[i] + a[j] == 3) {
                pairs++;
                break;
            }
    std::printf("%d\\n", pairs);
}
""",
    ),
)
