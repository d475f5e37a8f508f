"""How often a value occurs in a range of an array is told by the places where it occurs at all."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.element_loops import compares_alike
from hasten.rules.analysis import (
    INTEGRAL,
    Code,
    bare,
    child,
    code_of,
    constant_of,
    contains,
    insert_before,
    nodes_in,
    operator,
    statements,
    value_type,
    with_includes,
)
from hasten.rules.data_structures.ranges import RangeLoop, limits_text, range_loop
from hasten.rules.effects import effects_of, may_change
from hasten.rules.loops import is_invariant, loops_around
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Declaration

_WORDS = "std unordered_map vector size_t const auto find end second lower_bound begin static_cast"


@frozen
class _Count:
    """`for (k = from; k < to; k++) if (array[k] == wanted) counter++;`."""

    range: RangeLoop
    counter: Declaration
    wanted: Node


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each array in whose ranges values are counted, in a loop that leaves it."""
    code = code_of(unit)
    groups: dict[tuple[int, int], tuple[Node, list[_Count]]] = {}
    for node in nodes_in(unit, "for_statement"):
        count = _count(code, node)
        around = _unchanged_around(code, count.range) if count is not None else None
        if count is not None and around is not None:
            key = (count.range.array.name_at, around.start_byte)
            groups.setdefault(key, (around, list[_Count]()))[1].append(count)
    if not groups or not code.may_insert(_WORDS):
        return
    names: set[str] = set()
    for around, counts in groups.values():
        one = counts[0].range
        name = code.fresh_name(f"places_of_{one.array.name}", names)
        names.add(name)
        k = code.fresh_name("k")
        newline = code.source.newline + code.source.indentation(around.start_byte)
        lines = (
            f"std::unordered_map<{one.kind}, std::vector<std::size_t>> {name};",
            (
                f"for (std::size_t {k} = 0; {k} < {one.size}; {k}++) "
                f"{name}[{one.array.name}[{k}]].push_back({k});"
            ),
        )
        edits = list(insert_before(code, around, newline.join(lines)))
        edits += [(*c.range.loop.node.byte_range, _told(code, c, name)) for c in counts]
        place = one.loop.node
        yield RULE.rewrite(
            f"Again and again it is counted how often a value occurs in a part of "
            f"`{one.array.name}`.",
            Span(place.start_byte, place.end_byte),
            (*edits, *with_includes(code, "vector", "unordered_map", "algorithm")),
            10.0,
        )


def _count(code: Code, node: Node) -> _Count | None:
    found = range_loop(code, node)
    if found is None or found.body.type != "if_statement":
        return None
    condition = bare(child(found.body, "condition"))
    inside = statements(child(found.body, "consequence"))
    if condition is None or child(found.body, "alternative") is not None or len(inside) != 1:
        return None
    counter, wanted = _counter(code, inside[0]), _wanted(code, found, condition)
    if counter is None or wanted is None or counter.name_at == found.array.name_at:
        return None
    if any(r.target == counter.name_at for r in code.references_in(condition)):
        return None
    return _Count(found, counter, wanted)


def _counter(code: Code, statement: Node) -> Declaration | None:
    """The integer that the statement makes one greater."""
    node = statement.named_children[0] if statement.type == "expression_statement" else None
    if node is None or operator(node) not in ("++", "+="):
        return None
    if operator(node) == "+=" and constant_of(child(node, "right")) != 1:
        return None
    found = code.declaration(bare(child(node, "argument") or child(node, "left")))
    if found is None or value_type(found.type) not in INTEGRAL - {"bool"}:
        return None
    return None if found.is_reference or found.kind == "field" else found


def _wanted(code: Code, found: RangeLoop, condition: Node) -> Node | None:
    """What the elements are compared with, which is the same for all of them."""
    if condition.type != "binary_expression" or operator(condition) != "==":
        return None
    for one, other in (("left", "right"), ("right", "left")):
        place, wanted = bare(child(condition, one)), bare(child(condition, other))
        if place is None or wanted is None or place.type != "subscript_expression":
            continue
        named = {r.target for r in code.references_in(wanted)}
        if named & {found.loop.variable.name_at, found.array.name_at}:
            return None
        alike = compares_alike(code, found.kind, wanted) and effects_of(code, wanted).is_pure
        return wanted if alike and is_invariant(code, wanted, found.loop.node) else None
    return None


def _unchanged_around(code: Code, found: RangeLoop) -> Node | None:
    """The outermost loop in which the array stays as it is, and the range does not."""
    array, outermost = found.array, None
    for around in loops_around(found.loop.node):
        inside = contains(around, array.name_at)
        if inside or around.has_error or may_change(code, array, around):
            break
        outermost = around
    if outermost is None:
        return None
    limits = (found.loop.start, found.loop.bound)
    # Where the whole array is counted, a sorted copy tells more.
    return None if all(is_invariant(code, limit, outermost) for limit in limits) else outermost


def _told(code: Code, count: _Count, name: str) -> str:
    """The block that looks up, between the limits, the places of what is counted."""
    first, test, end = limits_text(code, count.range)
    k, counter = count.range.loop.variable.name, count.counter
    places, wanted = code.fresh_name("places"), code.text(count.wanted)
    kind = "std::size_t"

    def before(limit: str) -> str:
        found = f"{places}->second"
        return f"std::lower_bound({found}.begin(), {found}.end(), static_cast<{kind}>({limit}))"

    number = f"{before(end)} - {before(k)}"
    return (
        f"{{ {first} if ({test}) {{ const auto {places} = {name}.find({wanted}); "
        f"if ({places} != {name}.end()) {counter.name} += "
        f"static_cast<{value_type(counter.type)}>({number}); }} }}"
    )


_BEFORE = """\
#include <cstdio>
#include <vector>

int main() {
    int n = 2000;
    std::vector<int> colours(n);
    for (int i = 0; i < n; i++) colours[i] = i * i % 37;
    long long sum = 0;
    for (int question = 0; question < 900; question++) {
        int left = question * 7 % n, right = left + question % 600, colour = question % 37;
        if (right > n) right = n;
        int count = 0;
        for (int i = left; i < right; i++) {
            if (colours[i] == colour) count++;
        }
        sum = (sum * 31 + count) % 1000003;
    }
    std::printf("%lld\\n", sum);
}
"""
_OTHER = """\
#include <cstdio>
#include <vector>
int main() {
    std::vector<int> values(100, 1);
    int count = 0, last = 0;
    for (int round = 0; round < 50; round++) {
        for (int i = round; i < 2 * round; i++) LOOP
        REST
    }
    std::printf("%d %d %d\\n", count, last, values[7]);
}
"""


def _other(loop: str, rest: str = "") -> str:
    return _OTHER.replace("LOOP", loop).replace("REST", rest)


RULE = Rule(
    id="count-in-range",
    title="Count the places of a value between two others",
    guarantee="exact",
    category="data_structure",
    explanation=(
        "Again and again a part of an array is gone through to count how often one value occurs "
        "in it. The array does not change meanwhile: when the places of every value are listed "
        "once, in their order, two binary searches tell how many lie between the limits."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "#include <vector>\n",
            "#include <vector>\n#include <unordered_map>\n#include <algorithm>\n",
        )
        .replace(
            "    for (int question",
            "    std::unordered_map<int, std::vector<std::size_t>> places_of_colours;\n"
            "    for (std::size_t k = 0; k < colours.size(); k++) "
            "places_of_colours[colours[k]].push_back(k);\n"
            "    for (int question",
        )
        .replace(
            """\
        for (int i = left; i < right; i++) {
            if (colours[i] == colour) count++;
        }
""",
            """\
        { int i = left; if (i < right) { const auto places = places_of_colours.find(colour); \
if (places != places_of_colours.end()) count += static_cast<int>(\
std::lower_bound(places->second.begin(), places->second.end(), static_cast<std::size_t>(right)) \
- std::lower_bound(places->second.begin(), places->second.end(), static_cast<std::size_t>(i))); \
} }
""",
        ),
    ),
    find=find,
    counterexamples=(
        # The array changes.
        _other("if (values[i] == round) count++;", "values[round] = round;"),
        # The elements are compared in another way, or with what changes.
        _other("if (values[i] > round) count++;"),
        _other("if (values[i] == count) count++;"),
        _other("if (values[i] == i) count++;"),
        # More is done than to count.
        _other("if (values[i] == round) { count++; last = i; }"),
        _other("if (values[i] == round) count++; else last = i;"),
        # It is the whole array each time.
        _other("if (values[i] == round) count++;")
        .replace("i = round", "i = 0")
        .replace("i < 2 * round", "i < 100"),
    ),
)
