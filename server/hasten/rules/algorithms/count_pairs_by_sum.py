"""Pairs whose sum is less, or more, than a limit are counted from both ends of a sorted copy."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.idioms import COUNTS, element_of
from hasten.rules.algorithms.pair_loops import (
    PairLoop,
    both_elements,
    found_of,
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
    constant_of,
    nodes_in,
    operator,
    value_type,
    with_includes,
)
from hasten.rules.effects import effects_of
from hasten.rules.expression_types import type_of
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Declaration

_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


@frozen
class _Question:
    """Whether the sum of two elements compares so with the limit."""

    array: Declaration
    sign: str
    limit: Node


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each double loop that counts pairs by their sums."""
    code = code_of(unit)
    for node in nodes_in(unit, "for_statement"):
        pair = pair_loop(code, node)
        found = found_of(code, pair) if pair is not None else None
        if pair is None or found is None or found.variable is None or found.kind != "count":
            continue
        asked = _question(code, pair.tests[0], pair) if len(pair.tests) == 1 else None
        if asked is None or not code.may_insert("std vector sort size_t begin end static_cast"):
            continue
        yield RULE.rewrite(
            "Every element is added to every other, to compare the sum with a limit.",
            Span(node.start_byte, node.end_byte),
            (
                (node.start_byte, node.end_byte, _counted(code, pair, asked, found.variable)),
                *with_includes(code, "vector", "algorithm"),
            ),
            20.0,
        )


def _question(code: Code, test: Node, pair: PairLoop) -> _Question | None:
    sign = operator(test)
    if test.type != "binary_expression" or sign not in _MIRRORED:
        return None
    for side, other, told in (("left", "right", sign), ("right", "left", _MIRRORED[sign])):
        sum_, limit = bare(child(test, side)), bare(child(test, other))
        if sum_ is None or limit is None or sum_.type != "binary_expression":
            continue
        if operator(sum_) != "+":
            continue
        array = both_elements(code, pair, child(sum_, "left"), child(sum_, "right"))
        if array is None or element_of(array) not in COUNTS:
            continue
        signed = constant_of(limit) is not None or type_of(code, limit) in COUNTS
        steady = effects_of(code, limit).is_pure and is_steady(code, pair, array, limit)
        return _Question(array, told, limit) if signed and steady else None
    return None


def _counted(code: Code, pair: PairLoop, asked: _Question, counter: Declaration) -> str:
    """The block that counts all pairs of one element with the rest, at each step from an end."""
    first, last, exists = whole_range(code, pair, asked.array)
    ordered, low, high = (code.fresh_name(name) for name in ("ordered", "low", "high"))
    below = asked.sign.startswith("<")
    found, other = (f"{low}++", f"{high}--") if below else (f"{high}--", f"{low}++")
    number = f"2 * ({high} - {low})" if pair.both else f"{high} - {low}"
    number = f"static_cast<{value_type(counter.type)}>({number})"
    lines = [
        f"std::vector<{element_of(asked.array)}> {ordered}({first}, {last});",
        f"std::sort({ordered}.begin(), {ordered}.end());",
        f"std::size_t {low} = 0, {high} = {ordered}.empty() ? 0 : {ordered}.size() - 1;",
        f"while ({low} < {high}) {{",
        f"    if ({ordered}[{low}] + {ordered}[{high}] {asked.sign} {code.text(asked.limit)}) {{",
        f"        {counter.name} += {number};",
        f"        {found};",
        "    } else {",
        f"        {other};",
        "    }",
        "}",
    ]
    return in_block(code, pair.node, lines, exists)


_BEFORE = """\
#include <cstdio>
#include <vector>

int main() {
    int n = 2000, limit = 3000;
    std::vector<int> values(n);
    for (int i = 0; i < n; i++) values[i] = i * 37 % 3001;
    long long pairs = 0;
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            if (values[i] + values[j] <= limit) pairs++;
        }
    }
    std::printf("%lld\\n", pairs);
}
"""
_OTHER = """\
#include <cstdio>
#include <vector>
int main() {
    int n = 30, limit = 50, pairs = 0, last = 0;
    std::vector<KIND> values(n, 3);
    for (int i = 0; i < n; i++)
        for (int j = i + 1; j < n; j++) LOOP
    std::printf("%d %d %d\\n", pairs, last, (int)values[2]);
}
"""


def _other(loop: str, kind: str = "int") -> str:
    return _OTHER.replace("LOOP", loop).replace("KIND", kind)


RULE = Rule(
    id="count-pairs-by-sum",
    title="Count pairs from both ends",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "All pairs of elements are tried, to count those whose sum is less, or more, than a limit. "
        "In a sorted copy one step from either end tells of one element with all others between, "
        "so that after sorting one pass is enough."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "#include <vector>\n", "#include <vector>\n#include <algorithm>\n"
        ).replace(
            """\
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            if (values[i] + values[j] <= limit) pairs++;
        }
    }
""",
            """\
    if (0 < n) {
        std::vector<int> ordered(values.begin(), values.begin() + n);
        std::sort(ordered.begin(), ordered.end());
        std::size_t low = 0, high = ordered.empty() ? 0 : ordered.size() - 1;
        while (low < high) {
            if (ordered[low] + ordered[high] <= limit) {
                pairs += static_cast<long long>(high - low);
                low++;
            } else {
                high--;
            }
        }
    }
""",
        ),
    ),
    find=find,
    counterexamples=(
        # The limit moves, or the elements do.
        _other("if (values[i] + values[j] <= limit) limit--;"),
        _other("if (values[i] + values[j] <= limit) { pairs++; values[j]++; }"),
        # Which pair it is matters.
        _other("if (values[i] + values[j] <= limit) { pairs++; last = j; }"),
        _other("if (values[i] + values[j] <= i) pairs++;"),
        # Another order than that of the elements decides.
        _other("if (values[i] * values[j] <= limit) pairs++;"),
        _other("if (values[i] + values[j] != limit) pairs++;"),
        # Unsigned sums wrap.
        _other("if (values[i] + values[j] <= limit) pairs++;", "unsigned"),
        # Another array has a part in it.
        _other("if (values[i] + j <= limit) pairs++;"),
    ),
)
