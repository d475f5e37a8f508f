"""Pairs that are in a certain order are counted by sorting."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.idioms import element_of
from hasten.rules.algorithms.pair_loops import (
    both_elements,
    element,
    found_of,
    is_steady,
    pair_loop,
    whole_range,
)
from hasten.rules.analysis import INTEGRAL, Code, child, code_of, nodes_in, operator, value_type
from hasten.rules.helpers import as_statement, helper_edits
from hasten.rules.rule import Example, Rule, Unit

# How the later of two elements compares with the earlier one.
_LATER = {">": "less", ">=": "less_equal", "<": "greater", "<=": "greater_equal"}
_MIRRORED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}

HELPER = """\
// How many pairs of values have a later one that comes before the earlier one.
template <typename T, typename Before>
static long long inversions(std::vector<T> values, Before before) {
    std::vector<T> merged(values.size());
    long long found = 0;
    for (std::size_t width = 1; width < values.size(); width *= 2) {
        for (std::size_t left = 0; left < values.size(); left += 2 * width) {
            const std::size_t middle = std::min(left + width, values.size());
            const std::size_t right = std::min(middle + width, values.size());
            std::size_t i = left, j = middle, k = left;
            while (i < middle && j < right) {
                const bool later = before(values[j], values[i]);
                if (later) found += middle - i;
                merged[k++] = later ? values[j++] : values[i++];
            }
            while (i < middle) merged[k++] = values[i++];
            while (j < right) merged[k++] = values[j++];
        }
        values.swap(merged);
    }
    return found;
}
"""


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each double loop that counts pairs whose elements are in one order."""
    code = code_of(unit)
    helper = helper_edits(
        code, "inversions", HELPER, "vector", "algorithm", "functional", "cstddef"
    )
    if helper is None or not code.may_insert("less less_equal greater greater_equal"):
        return
    for node in nodes_in(unit, "for_statement"):
        text = _replacement(code, node)
        if text is not None:
            yield RULE.rewrite(
                "Every element is compared with every later one.",
                Span(node.start_byte, node.end_byte),
                ((node.start_byte, node.end_byte, text), *helper),
                25.0,
            )


def _replacement(code: Code, node: Node) -> str | None:
    pair = pair_loop(code, node)
    if pair is None or pair.both or len(pair.tests) != 1:
        return None
    test, found = pair.tests[0], found_of(code, pair)
    sign, left, right = operator(test), child(test, "left"), child(test, "right")
    if found is None or found.kind != "count" or found.variable is None or sign not in _LATER:
        return None
    array = both_elements(code, pair, left, right)
    if array is None or element_of(array) not in INTEGRAL - {"bool"}:
        return None
    if not is_steady(code, pair, array, None):
        return None
    if element(code, left, pair.outer.variable) is None:
        sign = _MIRRORED[sign]
    first, last, exists = whole_range(code, pair, array)
    kind, total = element_of(array), found.variable
    values = f"std::vector<{kind}>({first}, {last})"
    added = f"inversions({values}, std::{_LATER[sign]}<{kind}>())"
    if value_type(total.type) != "long long":
        added = f"static_cast<{value_type(total.type)}>({added})"
    line = f"{total.name} += {added};"
    return as_statement(code, node, f"if ({exists}) {line}" if exists else line)


_BEFORE = """\
#include <cstdio>
#include <vector>

int main() {
    int n = 3000;
    std::vector<int> values(n);
    for (int i = 0; i < n; i++) values[i] = i * 37 % 1009;
    long long pairs = 0;
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            if (values[i] > values[j]) pairs++;
        }
    }
    std::printf("%lld\\n", pairs);
}
"""

RULE = Rule(
    id="count-inversions",
    title="Count pairs that are out of order by merging",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "The double loop compares every pair of elements to count those of which the later one is "
        "less (or greater). Merge sort meets all of them: an element that is taken from the right "
        "half makes such a pair with each that is left in the other one."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "#include <vector>\n\n",
            "#include <vector>\n#include <algorithm>\n#include <functional>\n#include <cstddef>\n\n"
            f"{HELPER}\n",
        ).replace(
            """\
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            if (values[i] > values[j]) pairs++;
        }
    }
""",
            "    if (0 < n) pairs += inversions(std::vector<int>(values.begin(), "
            "values.begin() + n), std::less<int>());\n",
        ),
    ),
    find=find,
    counterexamples=(
        # Equal elements are another matter.
        """\
#include <cstdio>
int main() {
    int a[5] = {3, 1, 4, 1, 5}, pairs = 0;
    for (int i = 0; i < 5; i++)
        for (int j = i + 1; j < 5; j++)
            if (a[i] == a[j]) pairs++;
    std::printf("%d\\n", pairs);
}
""",
        # Elements of two arrays.
        """\
#include <cstdio>
int main() {
    int a[5] = {3, 1, 4, 1, 5}, b[5] = {2, 7, 1, 8, 2}, pairs = 0;
    for (int i = 0; i < 5; i++)
        for (int j = i + 1; j < 5; j++)
            if (a[i] > b[j]) pairs++;
    std::printf("%d\\n", pairs);
}
""",
        # Only pairs that are not too far apart.
        """\
#include <cstdio>
int main() {
    int a[5] = {3, 1, 4, 1, 5}, pairs = 0;
    for (int i = 0; i < 5; i++)
        for (int j = i + 1; j < 5; j++)
            if (a[i] > a[j] && j - i < 3) pairs++;
    std::printf("%d\\n", pairs);
}
""",
        # Elements are exchanged on the way.
        """\
#include <cstdio>
#include <utility>
int main() {
    int a[5] = {3, 1, 4, 1, 5}, swaps = 0;
    for (int i = 0; i < 5; i++)
        for (int j = i + 1; j < 5; j++)
            if (a[i] > a[j]) { std::swap(a[i], a[j]); swaps++; }
    std::printf("%d %d\\n", a[0], swaps);
}
""",
    ),
)
