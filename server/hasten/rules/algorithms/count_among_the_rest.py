"""How many elements before or after each one are less is asked of a tree of counts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.element_loops import owns_elements
from hasten.rules.algorithms.idioms import is_plain_value
from hasten.rules.algorithms.scans import Around, scan_around, type_text, upper_end
from hasten.rules.analysis import (
    INTEGRAL,
    Code,
    code_of,
    insert_before,
    is_string,
    nodes_in,
    root_of,
    value_type,
)
from hasten.rules.effects import effects_of
from hasten.rules.expression_types import type_of
from hasten.rules.helpers import as_statement, helper_edits
from hasten.rules.loops import counted_loop, is_dead_after
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.shapes import Binding, matched, pattern, shape_of, text_of
from hasten.rules.uses import is_pointer_like

NAME = "RankedCounts"
HEADERS = ("vector", "algorithm", "cstddef")
HELPER = """\
// Counts how many of the keys that are in are less than a key, in logarithmic time: a Fenwick tree
// over the ranks of all keys there can be.
template <class Key>
struct RankedCounts {
    std::vector<Key> keys;
    std::vector<int> tree;
    int size;

    template <class Iterator>
    RankedCounts(Iterator first, Iterator last)
        : keys(first, last), tree(keys.size() + 1), size(0) {
        std::sort(keys.begin(), keys.end());
    }
    void add(const Key& key, int amount) {
        size += amount;
        std::size_t rank = std::lower_bound(keys.begin(), keys.end(), key) - keys.begin() + 1;
        for (; rank < tree.size(); rank += rank & (~rank + 1)) tree[rank] += amount;
    }
    int among_first(std::size_t rank) const {
        int count = 0;
        for (; rank > 0; rank &= rank - 1) count += tree[rank];
        return count;
    }
    int less(const Key& key) const {
        return among_first(std::lower_bound(keys.begin(), keys.end(), key) - keys.begin());
    }
    int up_to(const Key& key) const {
        return among_first(std::upper_bound(keys.begin(), keys.end(), key) - keys.begin());
    }
};
"""
_LOOPS = ("for (int j = 0; j < i; j++)", "for (int j = i + 1; C; j++)")
_ASKED = {
    "<": "{ranks}.less({limit})",
    "<=": "{ranks}.up_to({limit})",
    ">": "{ranks}.size - {ranks}.up_to({limit})",
    ">=": "{ranks}.size - {ranks}.less({limit})",
}


@frozen
class _Count:
    """`for (j = i + 1; j < n; j++) if (array[j] SIGN limit) total++`, or for all j before i."""

    around: Around
    node: Node
    later: bool
    sign: str
    limit: Node
    total: Node


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each loop that compares all elements on one side of each."""
    code = code_of(unit)
    names: set[str] = set()
    for node in nodes_in(unit, "for_statement"):
        count = _count(code, node) if code.is_verbatim(node) else None
        if count is None:
            continue
        helper = helper_edits(code, NAME, HELPER, *HEADERS)
        if helper is None:
            return
        side = "after" if count.later else "before"
        yield RULE.rewrite(
            f"Each element of `{count.around.array.name}` is compared with all {side} it.",
            Span(node.start_byte, node.end_byte),
            (*helper, *_edits(code, count, names)),
            15.0,
        )


def _edits(code: Code, count: _Count, names: set[str]) -> tuple[tuple[int, int, str], ...]:
    around, array = count.around, count.around.array
    ranks = code.fresh_name(f"{array.name}_ranks", names)
    moved = code.fresh_name(f"{array.name}_{'passed' if count.later else 'added'}", names)
    names |= {ranks, moved}
    owned = owns_elements(array) or is_string(array.type)
    begin = f"{array.name}.begin()" if owned else array.name
    whole = around.size == f"{array.name}.size()"
    size = f"({around.size})" if " " in around.size else around.size
    end = f"{array.name}.end()" if whole else f"{begin} + {size}"
    kind = "std::string" if is_string(around.element) else around.element
    index = around.loop.variable.name
    k, counter = code.fresh_name("k"), type_text(code, around.loop)
    lines = [f"{NAME}<{kind}> {ranks}({begin}, {end});"]
    if count.later:
        bound = text_of(code, around.count)
        lines.append(
            f"for ({counter} {k} = 0; {k} < {bound}; {k}++) {ranks}.add({array.name}[{k}], 1);"
        )
    lines.append(f"{counter} {moved} = 0;")
    test, amount = (f"{moved} <= {index}", "-1") if count.later else (f"{moved} < {index}", "1")
    asked = _ASKED[count.sign].format(ranks=ranks, limit=code.text(count.limit))
    indent = code.source.newline + code.source.indentation(around.loop.node.start_byte)
    text = as_statement(
        code,
        count.node,
        f"for (; {test}; {moved}++) {ranks}.add({array.name}[{moved}], {amount});",
        f"{code.text(count.total)} += {asked};",
    )
    return (
        *insert_before(code, around.loop.node, indent.join(lines)),
        (count.node.start_byte, count.node.end_byte, text),
    )


def _count(code: Code, node: Node) -> _Count | None:
    loop = counted_loop(code, node)
    if loop is None or not is_dead_after(code, loop.variable, node):
        return None
    found = shape_of(code, node)
    for (later, head), sign in product(zip((False, True), _LOOPS, strict=True), _ASKED):
        bound = matched(pattern(f"{head} if (A[j] {sign} R) B += 1;"), found)
        if bound is not None:
            return _checked(code, node, bound, later, sign)
    return None


def _checked(code: Code, node: Node, bound: Binding, later: bool, sign: str) -> _Count | None:
    place, limit, total = bound["j"], bound["R"].node, bound["B"].node
    if limit is None or total is None or bound["R"].mentions(place):
        return None
    if bound["B"].mentions(place) or not effects_of(code, limit).is_pure:
        return None
    end = upper_end(bound["C"], place) if later else None
    if later and end is None:
        return None
    around = scan_around(code, node, bound["i"], bound["A"], end, is_plain_value)
    if around is None or around.loop.step != 1 or type_of(code, limit) != around.element:
        return None
    root = root_of(code, total)
    if root is None or root.kind == "field" or root.is_reference or is_pointer_like(root):
        return None
    if root.name_at in (around.array.name_at, around.loop.variable.name_at):
        return None
    if any(part.variable(code) == root for part in bound["R"].walk()):
        return None
    numbers = INTEGRAL - {"bool"}
    if value_type(type_of(code, total)) not in numbers:
        return None
    return _Count(around, node, later, sign, limit, total)


_BEFORE = """\
#include <cstdio>
#include <vector>

int main() {
    int n = 6000;
    std::vector<int> values(n), smaller(n);
    for (int i = 0; i < n; i++) values[i] = i * 3779LL % 10007;
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            if (values[j] < values[i]) smaller[i]++;
        }
    }
    long long sum = 0;
    for (int i = 0; i < n; i++) sum += 1LL * i * smaller[i];
    std::printf("%lld\\n", sum);
}
"""
_AFTER = _BEFORE.replace(
    "#include <vector>\n\n",
    f"#include <vector>\n#include <algorithm>\n#include <cstddef>\n\n{HELPER}\n",
).replace(
    """\
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            if (values[j] < values[i]) smaller[i]++;
        }
    }
""",
    """\
    RankedCounts<int> values_ranks(values.begin(), values.begin() + (n > 0 ? n : 0));
    for (int k = 0; k < n; k++) values_ranks.add(values[k], 1);
    int values_passed = 0;
    for (int i = 0; i < n; i++) {
        for (; values_passed <= i; values_passed++) values_ranks.add(values[values_passed], -1);
        smaller[i] += values_ranks.less(values[i]);
    }
""",
)
_AROUND = """\
#include <cstdio>
#include <vector>
int main() {
    int n = 7, found = 0;
    std::vector<int> values = {3, 1, 4, 1, 5, 9, 2};
    std::vector<double> sizes(n);
    for (int i = 0; i < n; i++) {
        BODY
    }
    std::printf("%d\\n", found);
}
"""

RULE = Rule(
    id="count-among-the-rest",
    title="Count lesser elements with a tree",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "For every element, all that precede (or follow) it are compared with it, to count those "
        "that are less or greater. A Fenwick tree over the ranks of the elements holds those that "
        "are on that side, one more or one less at each step, and counts them in logarithmic time."
    ),
    example=Example(before=_BEFORE, after=_AFTER),
    find=find,
    counterexamples=(
        # The array changes.
        _AROUND.replace(
            "BODY", "for (int j = 0; j < i; j++) if (values[j] < values[i]) found++; values[i]++;"
        ),
        # More happens than counting.
        _AROUND.replace(
            "BODY", "for (int j = 0; j < i; j++) if (values[j] < values[i]) found += values[j];"
        ),
        # Not a number has no rank.
        _AROUND.replace("BODY", "for (int j = 0; j < i; j++) if (sizes[j] < sizes[i]) found++;"),
        # What is counted decides what is counted.
        _AROUND.replace("BODY", "for (int j = 0; j < i; j++) if (values[j] < found) found++;"),
    ),
)
