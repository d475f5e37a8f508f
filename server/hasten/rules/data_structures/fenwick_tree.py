"""Sums of ranges of an array that changes in between come from a Fenwick tree."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    INTEGRAL,
    Code,
    child,
    code_of,
    insert_before,
    nodes_in,
    value_type,
    with_includes,
)
from hasten.rules.data_structures.ranges import (
    Edits,
    RangeLoop,
    Update,
    is_operator,
    limits_text,
    range_loop,
    updates_around,
)
from hasten.rules.io.conditions import after_includes
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Declaration

_TREE = """
// The sums of the first elements of an array whose elements change (a Fenwick tree).
class RangeSums {
    std::vector<unsigned long long> parts;

public:
    explicit RangeSums(std::size_t size) : parts(size + 1) {}
    void add(std::size_t at, unsigned long long amount) {
        for (++at; at < parts.size(); at += at & -at) parts[at] += amount;
    }
    unsigned long long first(std::size_t count) const {
        unsigned long long sum = 0;
        for (; count > 0; count &= count - 1) sum += parts[count];
        return sum;
    }
};
"""
_WORDS = "class std vector unsigned long size_t parts public explicit add first for count at sum"


@frozen
class _Sum:
    """`for (k = from; k < to; k++) total += array[k];`."""

    range: RangeLoop
    total: Declaration


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each array of which ranges are summed up between changes."""
    code = code_of(unit)
    at = after_includes(code.source)
    groups: dict[tuple[int, int], tuple[Node, list[Update], list[_Sum]]] = {}
    for node in nodes_in(unit, "for_statement"):
        found = _sum(code, node)
        around = updates_around(code, found.range.array, node) if found is not None else None
        if found is not None and around is not None and around[1]:
            key = (found.range.array.name_at, around[0].start_byte)
            groups.setdefault(key, (*around, list[_Sum]()))[2].append(found)
    if not groups or at is None or not code.may_insert(_WORDS):
        return
    owner, k = code.fresh_name("RangeSums"), code.fresh_name("k")
    text = _TREE.replace("RangeSums", owner).replace("\n", code.source.newline)
    names: set[str] = set()
    for loop, updates, sums in groups.values():
        array, size = sums[0].range.array.name, sums[0].range.size
        tree = code.fresh_name(f"{array}_sums", names)
        names.add(tree)
        indent = code.source.newline + code.source.indentation(loop.start_byte)
        lines = (
            f"{owner} {tree}({size});",
            f"for (std::size_t {k} = 0; {k} < {size}; {k}++) {tree}.add({k}, {array}[{k}]);",
        )
        edits: Edits = [(at, at, text), *insert_before(code, loop, indent.join(lines))]
        edits += [_followed(code, update, array, tree) for update in updates]
        for one in sums:
            start, end = one.range.loop.node.byte_range
            edits.append((start, end, _asked(code, one, tree)))
        place = sums[0].range.loop.node
        yield RULE.rewrite(
            f"Elements of `{array}` are added up again and again, while some of them change.",
            Span(place.start_byte, place.end_byte),
            (*with_includes(code, "vector"), *edits),
            8.0,
        )


def _sum(code: Code, node: Node) -> _Sum | None:
    found = range_loop(code, node)
    added = found.body.named_children[0] if found is not None else None
    if found is None or added is None or found.body.type != "expression_statement":
        return None
    left, right = child(added, "left"), child(added, "right")
    total = code.declaration(left)
    if not is_operator(added, "+=") or right is None or right.type != "subscript_expression":
        return None
    if total is None or value_type(total.type) not in INTEGRAL - {"bool", "char"}:
        return None
    if total.is_reference or total.kind == "field" or total.name_at == found.array.name_at:
        return None
    return _Sum(found, total)


def _asked(code: Code, one: _Sum, tree: str) -> str:
    """The block that looks a sum up; unsigned, so that it wraps only where the loop did."""
    first, test, end = limits_text(code, one.range)
    k, total = one.range.loop.variable.name, one.total.name
    sum_ = f"{tree}.first({end}) - {tree}.first({k})"
    return (
        f"{{ {first} if ({test}) {total} = static_cast<{value_type(one.total.type)}>"
        f"({total} + ({sum_})); }}"
    )


def _followed(code: Code, update: Update, array: str, tree: str) -> tuple[int, int, str]:
    """The update, and that of the tree by the difference."""
    start, end = update.statement.byte_range
    before = code.fresh_name("before")
    place = f"{array}[{update.index}]"
    kept = f"const unsigned long long {before} = {place};"
    added = f"{tree}.add({update.index}, {place} - {before});"
    return (start, end, f"{{ {kept} {code.text(update.statement)} {added} }}")


_BEFORE = """\
#include <cstdio>
#include <vector>

int main() {
    int n = 2000;
    std::vector<int> stock(n, 5);
    unsigned state = 1;
    long long answer = 0;
    for (int turn = 0; turn < n; turn++) {
        state = state * 1664525u + 1013904223u;
        int from = (state >> 8) % n, to = from + (state >> 20) % (n - from);
        if (turn % 2 == 0) {
            stock[from] += to % 10 - 4;
        } else {
            long long sum = 0;
            for (int i = from; i <= to; i++) sum += stock[i];
            answer = answer * 3 % 1000003 + sum;
        }
    }
    std::printf("%lld\\n", answer);
}
"""
_AROUND = """\
#include <cstdio>
#include <vector>
int main() {
    std::vector<int> stock(9, 5), other(9, 1);
    long long sum = 0;
    for (int turn = 0; turn < 9; turn++) {
        BODY
    }
    std::printf("%lld\\n", sum);
}
"""
_SUMMED = "for (int i = 0; i < turn; i++) sum += stock[i];"

RULE = Rule(
    id="fenwick-tree",
    title="Keep sums of ranges in a tree",
    guarantee="exact",
    category="data_structure",
    explanation=(
        "Ranges of one array are summed up, and single elements of it change in between. A "
        "Fenwick tree keeps sums of parts of the array: a change touches a few of them, and the "
        "sum of a range is made of a few, as many as the size of the array has binary digits."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace("#include <vector>\n", "#include <vector>\n" + _TREE)
        .replace(
            "    for (int turn",
            "    RangeSums stock_sums(stock.size());\n"
            "    for (std::size_t k = 0; k < stock.size(); k++) stock_sums.add(k, stock[k]);\n"
            "    for (int turn",
        )
        .replace(
            "stock[from] += to % 10 - 4;",
            "{ const unsigned long long before = stock[from]; stock[from] += to % 10 - 4; "
            "stock_sums.add(from, stock[from] - before); }",
        )
        .replace(
            "for (int i = from; i <= to; i++) sum += stock[i];",
            "{ int i = from; if (i <= to) sum = static_cast<long long>"
            "(sum + (stock_sums.first(to + 1) - stock_sums.first(i))); }",
        ),
    ),
    find=find,
    counterexamples=(
        # The array grows.
        _AROUND.replace("BODY", f"stock[turn]++; stock.push_back(turn); {_SUMMED}"),
        # All of it changes.
        _AROUND.replace("BODY", f"stock[turn]++; stock = other; {_SUMMED}"),
        # Nothing changes: prefix sums will do.
        _AROUND.replace("BODY", _SUMMED),
        # Only some elements are added.
        _AROUND.replace("BODY", f"stock[turn]++; {_SUMMED.replace('i++', 'i += 2')}"),
        # An element is changed through a reference.
        _AROUND.replace("BODY", f"stock[turn]++; int& one = stock[0]; one = turn; {_SUMMED}"),
    ),
)
