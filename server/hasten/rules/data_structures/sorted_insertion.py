"""A vector that is sorted after each element that it gets keeps its order by insertion."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.idioms import is_plain_value
from hasten.rules.analysis import (
    Code,
    ancestors,
    child,
    code_of,
    nodes_in,
    operator,
    parts,
    statements,
    template_of,
    with_includes,
)
from hasten.rules.loops import loops_around
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.uses import uses_of
from hasten_sim.facts import Declaration

_ORDERLY = ("pop_back", "clear", "erase")


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each sort of a vector that only its last element can be out of order in."""
    code = code_of(unit)
    for node in nodes_in(unit, "call_expression"):
        vector = _sorted(code, node)
        if vector is None or not any(True for _ in loops_around(node)):
            continue
        if not _follows_growth(code, node, vector) or not _stays_sorted(code, vector):
            continue
        v, std = vector.name, code.qualifier
        place = f"{std}upper_bound({v}.begin(), {v}.end() - 1, {v}.back())"
        text = f"{std}rotate({place}, {v}.end() - 1, {v}.end())"
        yield RULE.rewrite(
            f"`{v}` is in order but for the element that was added last.",
            Span(node.start_byte, node.end_byte),
            ((node.start_byte, node.end_byte, text), *with_includes(code, "algorithm")),
            5.0,
        )


def _sorted(code: Code, node: Node) -> Declaration | None:
    """The local vector that the call sorts, all of it, in its natural order."""
    call = code.call(node, "sort")
    given = parts(child(node, "arguments"))
    if call is None or call.target >= 0 or call.callee != "std::sort" or len(given) != 2:
        return None
    ends = [_method(code, argument) for argument in given]
    first, last = ends
    if first is None or last is None or first[0].name_at != last[0].name_at:
        return None
    vector = first[0]
    owner, arguments = template_of(vector.type)
    local = vector.owner >= 0 and not vector.is_static and not vector.is_reference
    plain = owner == "std::vector" and is_plain_value(arguments[0])
    whole = (first[1], last[1]) == ("begin", "end")
    return vector if local and plain and whole and code.is_verbatim(node) else None


def _method(code: Code, node: Node | None) -> tuple[Declaration, str] | None:
    """The variable and the name, when the expression calls one of its methods."""
    function = child(node, "function") if node is not None else None
    if function is None or function.type != "field_expression" or operator(function) != ".":
        return None
    variable, name = code.declaration(child(function, "argument")), child(function, "field")
    if variable is None or name is None or variable.kind != "variable":
        return None
    return variable, code.text(name)


def _follows_growth(code: Code, node: Node, vector: Declaration) -> bool:
    """Whether the statement before the sort is one `push_back` to the vector."""
    statement = node.parent
    block = statement.parent if statement is not None else None
    if statement is None or block is None or statement.type != "expression_statement":
        return False
    if block.type != "compound_statement":
        return False
    listed = statements(block)
    before = listed[listed.index(statement) - 1 :][:1] if listed.index(statement) > 0 else []
    return bool(before) and _grown(code, before[0]) == vector.name_at


def _grown(code: Code, statement: Node) -> int:
    """Which vector the statement adds one element to, at its end; -1 for none."""
    call = statement.named_children[0] if statement.named_children else None
    if statement.type != "expression_statement" or call is None or call.type != "call_expression":
        return -1
    method = _method(code, call)
    added = method is not None and method[1] in ("push_back", "emplace_back")
    return method[0].name_at if method is not None and added and code.is_verbatim(statement) else -1


def _stays_sorted(code: Code, vector: Declaration) -> bool:
    """Whether the vector begins empty, and all that changes it leaves it in order."""
    name = code.name_node(vector.name_at)
    declaration = name.parent if name is not None else None
    if declaration is None or declaration.type != "declaration":
        return False
    for use in uses_of(code, vector):
        if use.kind == "read":
            continue
        node = code.name_node(use.at)
        named = code.declaration(node)
        if node is None or named is None or named.name_at != vector.name_at:
            return False
        if any(n.type == "lambda_expression" for n in ancestors(node)):
            return False
        call = node.parent.parent if node.parent is not None else None
        method = _method(code, call)
        if call is None or method is None or not _keeps_order(code, call, method[1], vector):
            return False
    return True


def _keeps_order(code: Code, call: Node, name: str, vector: Declaration) -> bool:
    statement = call.parent
    if name in _ORDERLY:
        return True
    if name in ("begin", "end"):
        outer = next((n for n in ancestors(call) if n.type == "call_expression"), None)
        erased = _method(code, outer)
        if erased is not None and erased[0].name_at == vector.name_at and erased[1] == "erase":
            return True
        return outer is not None and _sorted(code, outer) == vector
    if name not in ("push_back", "emplace_back") or statement is None:
        return False
    block = statement.parent
    if block is None or block.type != "compound_statement" or _grown(code, statement) < 0:
        return False
    listed = statements(block)
    after = listed[listed.index(statement) + 1 :][:1]
    sort = after[0].named_children[0] if after and after[0].named_children else None
    is_call = sort is not None and sort.type == "call_expression"
    return sort is not None and is_call and _sorted(code, sort) == vector


_BEFORE = """\
#include <algorithm>
#include <cstdio>
#include <vector>

int main() {
    std::vector<int> heights;
    long long sum = 0;
    for (int i = 0; i < 1500; i++) {
        heights.push_back(i * 37 % 1009);
        std::sort(heights.begin(), heights.end());
        sum += heights[heights.size() / 2];
    }
    std::printf("%lld\\n", sum);
}
"""
_AROUND = """\
#include <algorithm>
#include <cstdio>
#include <functional>
#include <vector>
int main() {
    std::vector<KIND> heights;
    for (int i = 0; i < 9; i++) {
        BODY
    }
    for (auto height : heights) std::printf("%d\\n", (int)height);
}
"""
_GROWN = "heights.push_back(i * 4 % 9); std::sort(heights.begin(), heights.end());"

RULE = Rule(
    id="sorted-insertion",
    title="Put the new element in its place",
    guarantee="exact",
    category="data_structure",
    explanation=(
        "The vector is sorted each time that an element was added. All others are in order "
        "already: the place of the new one is found by halving, and it is moved there."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "std::sort(heights.begin(), heights.end());",
            "std::rotate(std::upper_bound(heights.begin(), heights.end() - 1, heights.back()), "
            "heights.end() - 1, heights.end());",
        ),
    ),
    find=find,
    counterexamples=(
        # An element changes in between.
        _AROUND.replace("BODY", f"{_GROWN} heights[0] = 7;").replace("KIND", "int"),
        # Two are added.
        _AROUND.replace("BODY", f"heights.push_back(3); {_GROWN}").replace("KIND", "int"),
        # The order is another one.
        _AROUND.replace("BODY", _GROWN.replace("())", "(), std::greater<int>())")).replace(
            "KIND", "int"
        ),
        # Zeros of both signs are equal, and not the same.
        _AROUND.replace("BODY", _GROWN).replace("KIND", "double"),
    ),
)
