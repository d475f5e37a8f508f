"""Of a sorted range only the first elements are looked at: only these are sorted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import evolve, frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    ARITHMETIC,
    Code,
    child,
    code_of,
    nodes_in,
    parts,
    template_of,
    value_type,
    with_includes,
)
from hasten.rules.kernels.orders import is_total, keys_of
from hasten.rules.kernels.prefix_reads import prefix_read
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Declaration


@frozen
class _Range:
    """What is sorted: the container, its ends as they are written, and the number of elements."""

    container: Declaration
    begin: str
    end: str
    size: str
    element: str
    backwards: bool = False


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each sort of which only the first elements are used."""
    code = code_of(unit)
    for node in nodes_in(unit, "call_expression"):
        statement = node.parent
        call = code.call(node, "sort") or code.call(node, "stable_sort")
        if call is None or not call.callee.startswith("std::") or not code.is_verbatim(node):
            continue
        if statement is None or statement.type != "expression_statement":
            continue
        given = parts(child(node, "arguments"))
        found = _range(code, given)
        function = code.source.enclosing_function(node)
        if found is None or function is None or not _is_plain(code, function.body):
            continue
        order = given[2] if len(given) == 3 else None
        if found.backwards and (order is not None or found.element not in ARITHMETIC):
            continue
        keys = keys_of(code, order, found.element)
        prefix = prefix_read(code, statement, found.container, found.size)
        if keys is None or prefix is None or prefix.bound.replace(" ", "") == found.size:
            continue
        exact = is_total(code, keys, found.element, prefix.fields)
        if not exact and not is_total(code, keys, found.element, prefix.fields, floats=True):
            continue
        if not code.may_insert("std partial_sort min size_t greater"):
            continue
        rewrite = RULE.rewrite(
            f"Of the sorted elements only the first `{prefix.bound}` are looked at.",
            Span(node.start_byte, node.end_byte),
            (
                (node.start_byte, node.end_byte, _call(code, found, prefix.bound, order)),
                *with_includes(code, "algorithm", "cstddef"),
                *(with_includes(code, "functional") if found.backwards else ()),
            ),
            5.0,
        )
        yield rewrite if exact else evolve(rewrite, guarantee="test_guarded")


def _is_plain(code: Code, body: Span) -> bool:
    node = code.source.node_of(body, "compound_statement")
    return node is not None and code.is_plain(node)


def _call(code: Code, found: _Range, bound: str, order: Node | None) -> str:
    middle = f"{found.begin} + std::min<std::size_t>({bound}, {found.size})"
    compared = code.text(order) if order is not None else ""
    if found.backwards:
        compared = f"std::greater<{found.element}>()"
    last = f", {compared}" if compared else ""
    return f"std::partial_sort({found.begin}, {middle}, {found.end}{last})"


def _range(code: Code, given: list[Node]) -> _Range | None:
    if len(given) not in (2, 3):
        return None
    first, last = (re.sub(r"\s", "", code.text(node)) for node in given[:2])
    for opening, closing in (("begin", "end"), ("rbegin", "rend")):
        match = re.fullmatch(rf"(?:std::)?(?:(\w+)\.{opening}\(\)|{opening}\((\w+)\))", first)
        if match is None:
            continue
        name = match[1] or match[2]
        if last.removeprefix("std::") not in (f"{name}.{closing}()", f"{closing}({name})"):
            return None
        container = _named(code, given[0], name)
        owner, kinds = template_of(container.type) if container is not None else ("", ())
        if container is None or owner not in ("std::vector", "std::deque", "std::array"):
            return None
        ends = f"{name}.begin()", f"{name}.end()", f"{name}.size()"
        return _Range(container, *ends, kinds[0], opening == "rbegin") if kinds else None
    container = code.declaration(given[0])
    match = re.fullmatch(rf"{re.escape(first)}\+(\w+)", last)
    if container is None or match is None or container.type.count("[") > 1:
        return None
    if not container.type.endswith(("]", "*")) or container.type.count("*") > 1:
        return None
    element = value_type(container.type.partition("[")[0].rstrip("* "))
    return _Range(container, first, code.text(given[1]), match[1], element)


def _named(code: Code, node: Node, name: str) -> Declaration | None:
    found = [r.target for r in code.references_in(node) if r.name == name]
    return code.facts.by_name_at.get(found[0]) if len(found) == 1 else None


_BEFORE = """\
#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <vector>

struct Player {
    int points, number;
};

bool precedes(const Player& a, const Player& b) {
    if (a.points != b.points) return a.points > b.points;
    return a.number < b.number;
}

int main() {
    std::vector<Player> players;
    for (int i = 0; i < 20000; i++) players.push_back({i * 7919 % 4001, i});
    std::sort(players.begin(), players.end(), precedes);
    for (int i = 0; i < 10; i++) std::printf("%d %d\\n", players[i].points, players[i].number);
}
"""
_SMALL = """\
#include <algorithm>
#include <cstdio>
#include <utility>
#include <vector>
int main() {
    int k = 2;
    std::vector<std::pair<int, int>> v = {{3, 1}, {1, 2}, {3, 0}, {2, 2}};
    std::sort(v.begin(), v.end()ORDER);
    REST
}
"""


def _small(rest: str, order: str = "") -> str:
    return _SMALL.replace("REST", rest).replace("ORDER", order)


RULE = Rule(
    id="sort-only-what-is-read",
    title="Sort only the elements that are looked at",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "After the sort only the first elements are looked at, up to a bound that is known before. "
        "`std::partial_sort` puts these into their order and leaves the others in any. Elements "
        "that the comparison calls equal are the same in all that is looked at, so that their "
        "order cannot be told."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "std::sort(players.begin(), players.end(), precedes)",
            "std::partial_sort(players.begin(), players.begin() + "
            "std::min<std::size_t>(10, players.size()), players.end(), precedes)",
        ),
    ),
    find=find,
    counterexamples=(
        # All elements are looked at.
        _small('for (auto& e : v) std::printf("%d\\n", e.first);'),
        # The last one is looked at, too.
        _small('for (int i = 0; i < k; i++) std::printf("%d %d\\n", v[i].first, v.back().first);'),
        # Which of several equal elements comes first shows.
        _small(
            'for (int i = 0; i < k; i++) std::printf("%d\\n", v[i].second);',
            ", [](const std::pair<int, int>& a, const std::pair<int, int>& b) "
            "{ return a.first < b.first; }",
        ),
        # The bound is another one by then.
        _small('k++;\n    for (int i = 0; i < k; i++) std::printf("%d\\n", v[i].first);'),
        # The order lives on.
        _small(
            "for (int n = 0; n < 3; n++) {\n"
            '        for (int i = 0; i < k; i++) std::printf("%d\\n", v[i].first);\n'
            "        v.push_back({n, n});\n    }"
        ),
    ),
)
