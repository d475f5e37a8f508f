"""The search for the least element that is not done yet, in a loop, becomes a heap."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.idioms import COUNTS, element_of
from hasten.rules.algorithms.scans import type_text, upper_end
from hasten.rules.analysis import (
    Code,
    child,
    code_of,
    contains,
    insert_before,
    is_in_block,
    nodes_in,
    parts,
    value_type,
    with_includes,
)
from hasten.rules.effects import effects_of
from hasten.rules.helpers import as_statement
from hasten.rules.loops import CountedLoop, counted_loop, is_dead_after, is_invariant, loops_around
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.shapes import Binding, Shape, matched, pattern, shape_of
from hasten.rules.uses import is_pointer_like, uses_at, uses_of
from hasten_sim.facts import Declaration

Edits = tuple[tuple[int, int, str], ...]

_UNDONE = ("!V[v]", "V[v] == false", "V[v] == 0")
_CHOICES = (
    "if (UNDONE && (u == -1 || D[v] < D[u])) u = v;",
    "if (UNDONE && D[v] < m) { m = D[v]; u = v; }",
    "if (UNDONE && D[v] < m) { u = v; m = D[v]; }",
)
_LOOPS = tuple(
    f"for (int v = L; C; v++) {{ {body} }}"
    for choice in _CHOICES
    for undone in _UNDONE
    for body in (
        choice.replace("UNDONE", undone),
        f"if (V[v]) continue; {choice.replace('UNDONE && ', '')}",
    )
)
_TRUE = ("literal:true", "number:1", "literal:'1'")


@frozen
class _Choice:
    """A loop in `around` that looks for the least of `keys` that is not done, into `chosen`.

    `least` is the variable that the least key is kept in, if it is. `writes` are the statements in
    `around` that change a key, with the index of it.
    """

    loop: CountedLoop
    around: Node
    keys: Declaration
    done: Declaration
    chosen: Declaration
    least: Declaration | None
    writes: tuple[tuple[Node, Node], ...]
    is_whole: bool


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each loop that chooses the least of what is left."""
    code = code_of(unit)
    if not code.may_insert("std priority_queue vector pair greater top pop emplace second first"):
        return
    names: set[str] = set()
    for node in nodes_in(unit, "for_statement"):
        choice = _choice(code, node) if code.is_verbatim(node) else None
        if choice is not None:
            queue = code.fresh_name("nearest", names)
            names.add(queue)
            yield RULE.rewrite(
                f"All of `{choice.keys.name}` are gone through for the least one, again and again.",
                Span(node.start_byte, node.end_byte),
                (*_edits(code, choice, queue), *with_includes(code, *_HEADERS)),
                15.0,
            )


_HEADERS = ("queue", "vector", "functional", "utility")


def _edits(code: Code, choice: _Choice, queue: str) -> Edits:
    keys, done, loop = choice.keys.name, choice.done.name, choice.loop
    kind, v = type_text(code, loop), loop.variable.name
    entry = f"std::pair<{element_of(choice.keys)}, {kind}>"
    bound = code.text(loop.bound)
    head = f"for ({kind} {v} = {code.text(loop.start)}; {v} {loop.comparison} {bound}; {v}++)"
    before = (
        f"std::priority_queue<{entry}, std::vector<{entry}>, std::greater<{entry}>> {queue};",
        f"{head} {queue}.emplace({keys}[{v}], {v});",
    )
    indent = code.source.newline + code.source.indentation(choice.around.start_byte)
    top = f"{queue}.top()"
    stale = f"{done}[{top}.second] || {keys}[{top}.second] != {top}.first"
    u = choice.chosen.name
    if choice.least is None:
        test, action = f"{u} == -1 || {top}.first < {keys}[{u}]", f"{u} = {top}.second;"
        lines = [f"if (!{queue}.empty() && ({test})) {action}"]
    else:
        least = choice.least.name
        lines = [
            f"if (!{queue}.empty() && {top}.first < {least}) {{",
            f"    {least} = {top}.first;",
            f"    {u} = {top}.second;",
            "}",
        ]
    drop = f"while (!{queue}.empty() && ({stale})) {queue}.pop();"
    node = loop.node
    edits = [
        *insert_before(code, choice.around, indent.join(before)),
        (node.start_byte, node.end_byte, as_statement(code, node, drop, *lines)),
    ]
    for statement, index in choice.writes:
        at = code.text(index)
        added = f"{queue}.emplace({keys}[{at}], {at});"
        if not choice.is_whole:
            low, high = f"{at} >= {code.text(loop.start)}", f"{at} {loop.comparison} {bound}"
            added = f"if ({low} && {high}) {added}"
        edits += _appended(code, statement, added)
    return tuple(edits)


def _appended(code: Code, statement: Node, text: str) -> list[tuple[int, int, str]]:
    """Edits that put a statement behind another one."""
    newline, indent = code.source.newline, code.source.indentation(statement.start_byte)
    end = statement.end_byte
    if is_in_block(statement):
        return [(end, end, f"{newline}{indent}{text}")]
    start = statement.start_byte
    return [(start, start, "{ "), (end, end, f" {text} }}")]


def _choice(code: Code, node: Node) -> _Choice | None:
    loop = counted_loop(code, node)
    around = next(loops_around(node), None)
    if loop is None or around is None or not is_dead_after(code, loop.variable, node):
        return None
    found = shape_of(code, node)
    for text in _LOOPS:
        bound = matched(pattern(text), found)
        if bound is not None:
            return _checked(code, loop, around, bound)
    return None


def _checked(code: Code, loop: CountedLoop, around: Node, bound: Binding) -> _Choice | None:
    keys, done, chosen = (bound[name].variable(code) for name in "DVu")
    least = bound["m"].variable(code) if "m" in bound else None
    end = upper_end(bound["C"], bound["v"])
    if keys is None or done is None or chosen is None or end is None:
        return None
    kind = value_type(loop.variable.type)
    if element_of(keys) not in COUNTS or value_type(chosen.type) != kind:
        return None
    if kind not in ("int", "long", "long long") or bound["L"].number not in (0, 1):
        return None
    if least is not None and value_type(least.type) != element_of(keys):
        return None
    if any(not _is_own(code, v) for v in (chosen, least) if v is not None):
        return None
    if not _is_end(code, end, around, keys):
        return None
    if not all(_is_hidden(code, array, around) for array in (keys, done)):
        return None
    if element_of(done) not in ("bool", "char", *COUNTS) or not _only_grows(code, done, around):
        return None
    writes = _writes(code, keys, around, loop.node)
    if not writes:
        return None
    whole = end == Shape("size", (bound["D"],)) and bound["L"].number == 0
    return _Choice(loop, around, keys, done, chosen, least, tuple(writes), whole)


def _is_own(code: Code, variable: Declaration) -> bool:
    plain = not (variable.is_reference or variable.is_global or variable.is_static)
    hidden = any(use.kind == "escape" for use in uses_of(code, variable))
    return plain and variable.kind != "field" and not hidden


def _is_end(code: Code, end: Shape, around: Node, keys: Declaration) -> bool:
    """Whether the number of elements is the same all the time."""
    for part in end.parts or (end,):
        if part.number is not None:
            continue
        if part.kind == "size":
            own = part.parts[0].variable(code)
            if own is not None and own.name_at == keys.name_at:
                continue
        if part.node is None or not is_invariant(code, part.node, around):
            return False
    return True


def _is_hidden(code: Code, array: Declaration, around: Node) -> bool:
    """Whether the array changes in the loop only where the loop names it."""
    if array.is_reference or is_pointer_like(array) or array.kind == "field":
        return False
    if contains(around, array.name_at):
        return False
    if any(use.kind == "escape" for use in uses_of(code, array)):
        return False
    calls = code.facts.calls_in(around.start_byte, around.end_byte)
    shared = array.is_global or array.is_static
    return not (shared and any(call.target >= 0 for call in calls))


def _changes(code: Code, array: Declaration, around: Node) -> Iterator[Node | None]:
    """The assignments to elements of the array in the loop; None for any other change."""
    for reference in code.references_in(around):
        if reference.target != array.name_at:
            continue
        name = None if reference.from_macro else code.name_node(reference.start)
        if name is not None and all(use.kind == "read" for use in uses_at(code, reference)):
            continue
        place = name.parent if name is not None else None
        write = place.parent if place is not None else None
        fits = (
            place is not None
            and write is not None
            and place.type == "subscript_expression"
            and child(place, "argument") == name
            and write.type in ("assignment_expression", "update_expression")
        )
        alone = write is not None and write.parent is not None
        if fits and alone and write is not None and write.parent is not None:
            statement = write.parent.type == "expression_statement"
            left = child(write, "left") or child(write, "argument")
            yield write if statement and left == place else None
        else:
            yield None


def _only_grows(code: Code, done: Declaration, around: Node) -> bool:
    """Whether all that happens in the loop is that elements get done."""
    for write in _changes(code, done, around):
        value = child(write, "right") if write is not None else None
        sign = child(write, "operator") if write is not None else None
        if value is None or sign is None or sign.type != "=":
            return False
        if shape_of(code, value).kind not in _TRUE:
            return False
    return True


def _writes(
    code: Code, keys: Declaration, around: Node, loop: Node
) -> list[tuple[Node, Node]] | None:
    """The statements that change a key, and its index; None when they are not understood."""
    found: list[tuple[Node, Node]] = []
    for write in _changes(code, keys, around):
        place = child(write, "left") or child(write, "argument") if write is not None else None
        index = parts(child(place, "indices"))
        statement = write.parent if write is not None else None
        if statement is None or len(index) != 1 or contains(loop, statement):
            return None
        holder = statement.parent
        if holder is None or holder.type not in _HOLDERS:
            return None
        if not effects_of(code, index[0]).is_pure:
            return None
        if any(r.target == keys.name_at for r in code.references_in(index[0])):
            return None
        effects = effects_of(code, statement)
        if not effects.is_silent or effects.writes - {keys.name_at}:
            return None
        found.append((statement, index[0]))
    return found


_HOLDERS = ("compound_statement", "if_statement", "for_statement", "for_range_loop", "else_clause")

_BEFORE = """\
#include <cstdio>
#include <vector>

struct Road {
    int to, length;
};

int main() {
    int n = 8000;
    std::vector<std::vector<Road>> roads(n);
    for (int i = 0; i < n; i++) {
        roads[i].push_back({(i + 1) % n, i % 7 + 1});
        roads[i].push_back({(i * 31 + 5) % n, i % 91 + 3});
    }
    std::vector<int> distance(n, 1000000000);
    std::vector<bool> done(n, false);
    distance[0] = 0;
    for (int turn = 0; turn < n; turn++) {
        int next = -1;
        for (int i = 0; i < n; i++) {
            if (!done[i] && (next == -1 || distance[i] < distance[next])) next = i;
        }
        done[next] = true;
        for (const Road& road : roads[next]) {
            if (distance[next] + road.length < distance[road.to]) {
                distance[road.to] = distance[next] + road.length;
            }
        }
    }
    long long sum = 0;
    for (int i = 0; i < n; i++) sum += distance[i];
    std::printf("%lld\\n", sum);
}
"""
_ENTRY = "std::pair<int, int>"
_AFTER = (
    _BEFORE.replace(
        "#include <vector>\n",
        "#include <vector>\n#include <queue>\n#include <functional>\n#include <utility>\n",
    )
    .replace(
        "    for (int turn",
        f"    std::priority_queue<{_ENTRY}, std::vector<{_ENTRY}>, "
        f"std::greater<{_ENTRY}>> nearest;\n"
        "    for (int i = 0; i < n; i++) nearest.emplace(distance[i], i);\n    for (int turn",
    )
    .replace(
        """\
        for (int i = 0; i < n; i++) {
            if (!done[i] && (next == -1 || distance[i] < distance[next])) next = i;
        }
""",
        """\
        while (!nearest.empty() && (STALE)) nearest.pop();
        if (!nearest.empty() && (next == -1 || LESS)) next = nearest.top().second;
""".replace(
            "STALE",
            "done[nearest.top().second] || distance[nearest.top().second] != nearest.top().first",
        ).replace("LESS", "nearest.top().first < distance[next]"),
    )
    .replace(
        "                distance[road.to] = distance[next] + road.length;\n",
        "                distance[road.to] = distance[next] + road.length;\n"
        "                if (road.to >= 0 && road.to < n) "
        "nearest.emplace(distance[road.to], road.to);\n",
    )
)
_AROUND = """\
#include <cstdio>
#include <utility>
#include <vector>
int main() {
    int n = 5;
    std::vector<int> cost = {4, 2, 8, 1, 3}, other = cost;
    std::vector<bool> done(n, false);
    for (int turn = 0; turn < n; turn++) {
        int next = -1;
        for (int i = 0; i < n; i++) {
            if (!done[i] && (next == -1 || cost[i] < cost[next])) next = i;
        }
        if (next == -1) break;
        BODY
    }
    std::printf("%d\\n", cost[0]);
}
"""

RULE = Rule(
    id="heap-for-least",
    title="Keep what is left in a heap",
    guarantee="exact",
    category="data_structure",
    explanation=(
        "Each turn of a loop goes through all elements for the least one that is not done yet: so "
        "Dijkstra's and Prim's algorithms are written where graphs are small. A heap gives the "
        "least one in logarithmic time. Whenever an element changes it is put in again; what is "
        "out of date is dropped when it comes up. Among equal ones the first still comes first."
    ),
    example=Example(before=_BEFORE, after=_AFTER),
    find=find,
    counterexamples=(
        # Nothing but the choice depends on the elements, which do not change: sort them.
        _AROUND.replace("BODY", "done[next] = true;"),
        # What is done may be undone.
        _AROUND.replace("BODY", "done[next] = true; done[0] = turn % 2; cost[turn]--;"),
        # An element changes where the heap cannot be told.
        _AROUND.replace("BODY", "done[next] = true; std::swap(cost[0], cost[turn]);"),
        # All of them change.
        _AROUND.replace("BODY", "done[next] = true; cost[turn]--; cost = other;"),
        # The number of elements changes.
        _AROUND.replace("BODY", "done[next] = true; cost[turn]--; n--;"),
    ),
)
