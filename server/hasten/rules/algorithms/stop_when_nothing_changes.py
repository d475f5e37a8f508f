"""Passes that are made a fixed number of times end after the first that changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    INTEGRAL,
    LOOPS,
    Code,
    ancestors,
    child,
    code_of,
    constant_of,
    contains,
    nodes_in,
    operator,
    root_of,
    value_type,
)
from hasten.rules.effects import effects_of, effects_of_function
from hasten.rules.expression_types import type_of
from hasten.rules.loops import CountedLoop, counted_loop, is_dead_after
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.uses import uses_at

_FEW = 4


@frozen
class _Change:
    """A statement that assigns to `place`, which outlives a pass."""

    statement: Node
    place: Node


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each loop of passes that all do the same."""
    code = code_of(unit)
    for node in nodes_in(unit, "for_statement"):
        loop = counted_loop(code, node) if code.is_verbatim(node) else None
        changes = _changes(code, loop) if loop is not None else None
        if (
            loop is None
            or not changes
            or not code.may_insert("bool const auto if break true false")
        ):
            continue
        changed, before = code.fresh_name("changed"), code.fresh_name("before")
        edits = [(*c.statement.byte_range, _noted(code, c, changed, before)) for c in changes]
        newline, indent = code.source.newline, code.source.indentation(node.start_byte)
        inner = f"{newline}{indent}    "
        start, end = loop.body.byte_range
        first, last = f"{inner}bool {changed} = false;", f"if (!{changed}) break;"
        if loop.body.type == "compound_statement":
            edits += [(start + 1, start + 1, first)]
            edits += [(end - 1, end - 1, f"    {last}{newline}{indent}")]
        else:
            edits += [(start, start, f"{{{first}{inner}")]
            edits += [(end, end, f"{inner}{last}{newline}{indent}}}")]
        yield RULE.rewrite(
            f"Every pass of the loop over `{loop.variable.name}` does the same with what the one "
            "before has left.",
            Span(node.start_byte, node.end_byte),
            tuple(edits),
            6.0,
        )


def _noted(code: Code, change: _Change, changed: str, before: str) -> str:
    place, statement = code.text(change.place), code.text(change.statement)
    return f"{{ const auto {before} = {place}; {statement} {changed} |= {place} != {before}; }}"


def _changes(code: Code, loop: CountedLoop) -> list[_Change] | None:
    """All that a pass changes for the next one; None when passes are not alike."""
    body = loop.body
    if not any(True for _ in code.source.descendants(body, *LOOPS)) or not code.is_plain(body):
        return None
    if any(r.target == loop.variable.name_at for r in code.references_in(body)):
        return None
    bound = constant_of(loop.bound)
    if (bound is not None and bound < _FEW) or not is_dead_after(code, loop.variable, loop.node):
        return None
    effects = effects_of(code, body)
    if effects.unknown or effects.prints or effects.takes_input or effects.throws:
        return None
    if _goes_on(code, body) or any(
        True for _ in code.source.descendants(body, "lambda_expression", "return_statement")
    ):
        return None
    changes = [c for c in _assignments(code, body) if not _is_inside(code, body, c.place)]
    noted = {at for c in changes if (at := _root_at(code, c.place)) is not None}
    for reference in code.references_in(body):
        variable = code.facts.by_name_at.get(reference.target)
        if variable is None or variable.kind == "function":
            if variable is not None and not _is_harmless(code, reference.target):
                return None
            continue
        if "volatile" in variable.type or "atomic" in variable.type:
            return None
        if contains(body, variable.name_at) and not variable.is_static:
            continue
        if reference.start in noted:
            continue
        if any(use.kind != "read" for use in uses_at(code, reference)):
            return None
    fit = all(_is_fit(code, change.place) for change in changes)
    return changes if fit and changes and not _starts_over(code, body, changes) else None


def _starts_over(code: Code, body: Node, changes: list[_Change]) -> bool:
    """Whether a pass sets a variable anew before it changes it: so each pass changes something."""
    names = [code.text(change.place) for change in changes]
    written = {d.name_at for one in changes if (d := root_of(code, one.place)) is not None}
    for change in changes:
        assignment = change.statement.named_children[0]
        value = child(assignment, "right")
        if value is None or operator(assignment) != "=" or change.place.type != "identifier":
            continue
        is_alone = names.count(code.text(change.place)) < 2 or change.statement.parent != body
        if not is_alone and not any(r.target in written for r in code.references_in(value)):
            return True
    return False


def _is_harmless(code: Code, name_at: int) -> bool:
    """Whether calling a function of this text changes nothing but its arguments."""
    function = code.functions.get(name_at)
    return function is not None and effects_of_function(code, function).is_pure


def _goes_on(code: Code, body: Node) -> bool:
    """Whether a `break` or `continue` belongs to the loop of passes itself."""
    for node in code.source.descendants(body, "break_statement", "continue_statement"):
        inner = next((a for a in ancestors(node) if a.type in LOOPS), None)
        if inner is None or not contains(body, inner):
            return True
    return False


def _assignments(code: Code, body: Node) -> Iterator[_Change]:
    """The statements that are one assignment, and to what."""
    for statement in code.source.descendants(body, "expression_statement"):
        node = next(iter(statement.named_children), None)
        if node is None or node.type not in ("assignment_expression", "update_expression"):
            continue
        place = child(node, "left") or child(node, "argument")
        if place is not None and not _has_more(code, node):
            yield _Change(statement, place)


def _has_more(code: Code, node: Node) -> bool:
    """Whether more than one thing is assigned within an expression."""
    kinds = ("assignment_expression", "update_expression")
    return any(inner != node for inner in code.source.descendants(node, *kinds))


def _is_inside(code: Code, body: Node, place: Node) -> bool:
    """Whether the variable that a place belongs to ends with the pass."""
    variable = root_of(code, place)
    if variable is None or variable.is_static or variable.is_reference or variable.is_pointer:
        return False
    return contains(body, variable.name_at)


def _root_at(code: Code, place: Node) -> int | None:
    """Where the variable is named that a place belongs to."""
    variable = root_of(code, place)
    if variable is None:
        return None
    for reference in code.references_in(place):
        if reference.target == variable.name_at:
            return reference.start
    return None


def _is_fit(code: Code, place: Node) -> bool:
    """Whether a place holds an integer, and can be named three times instead of once."""
    kind = value_type(type_of(code, place))
    variable = root_of(code, place)
    if kind not in INTEGRAL - {"bool"} or variable is None or variable.is_reference:
        return False
    if sum(r.target == variable.name_at for r in code.references_in(place)) != 1:
        return False  # another element might be meant afterwards
    kinds = ("call_expression", "pointer_expression", "assignment_expression", "update_expression")
    return not any(True for _ in code.source.descendants(place, *kinds))


_BEFORE = """\
#include <cstdio>
#include <vector>

struct Road {
    int from, to;
    long long length;
};

int main() {
    int n = 400;
    std::vector<Road> roads;
    for (int i = 0; i + 1 < n; i++) roads.push_back({i, i + 1, i % 7 + 1});
    for (int i = 0; i < n; i++) roads.push_back({i, i * 37 % n, 50});
    std::vector<long long> distance(n, 1000000000);
    distance[0] = 0;
    for (int pass = 0; pass < n; pass++) {
        for (const Road& road : roads) {
            if (distance[road.from] + road.length < distance[road.to]) {
                distance[road.to] = distance[road.from] + road.length;
            }
        }
    }
    long long sum = 0;
    for (int i = 0; i < n; i++) sum += distance[i];
    std::printf("%lld\\n", sum);
}
"""
_OTHER = """\
#include <cstdio>
#include <cstdlib>
#include <vector>
int main() {
    std::vector<KIND> values(20, 1);
    int sum = 0, rest = 40;
    for (int pass = 0; pass < 9; pass++) {
        for (int i = 1; i < 20; i++) { WORK }
    }
    std::printf("%d %d %d\\n", (int)values[3], sum, rest);
}
"""


def _other(work: str, kind: str = "int") -> str:
    return _OTHER.replace("KIND", kind).replace("WORK", work)


RULE = Rule(
    id="stop-when-nothing-changes",
    title="Stop when a pass changes nothing",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "A fixed number of passes is made over some data, as in the Bellman-Ford algorithm, and "
        "every pass does the same with what the one before has left. After one that has changed "
        "nothing, no other can change anything, so the loop ends there. Integers only."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace("pass++) {\n", "pass++) {\n        bool changed = false;\n")
        .replace(
            "distance[road.to] = distance[road.from] + road.length;",
            "{ const auto before = distance[road.to]; distance[road.to] = distance[road.from] + "
            "road.length; changed |= distance[road.to] != before; }",
        )
        .replace(
            "    }\n    long long sum", "        if (!changed) break;\n    }\n    long long sum"
        ),
    ),
    find=find,
    counterexamples=(
        # The passes differ.
        _other("if (values[i] > pass) values[i] = pass;"),
        # Something is printed, or comes from elsewhere.
        _other('values[i] = values[i - 1]; std::puts("");'),
        _other("values[i] = std::rand() % 3;"),
        # More changes than integers.
        _other("values[i] = values[i - 1] / 2;", "double"),
        _other("values[i] = values[i - 1]; values.push_back(3);"),
        _other("values[i] = --rest;"),
        # Which element is assigned to depends on what is assigned.
        _other("values[values[i] % 20] = values[i - 1] + 1;"),
        # It ends by itself.
        _other("values[i] = values[i - 1];")
        .replace("20; i++) {", "20; i++) { if (rest < 9) break;")
        .replace("values[i - 1]; }\n", "values[i - 1]; }\n        if (sum == 0) break;\n"),
        # There are few passes.
        _other("values[i] = values[i - 1];").replace("pass < 9", "pass < 2"),
    ),
)
