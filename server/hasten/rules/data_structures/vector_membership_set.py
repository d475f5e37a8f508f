"""A vector that is searched again and again is joined by a hash set of its elements."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    Code,
    ancestors,
    child,
    code_of,
    contains,
    insert_before,
    is_string,
    nodes_in,
    operator,
    template_of,
    with_includes,
)
from hasten.rules.data_structures.vector_searches import Search, method_of, search_of
from hasten.rules.effects import may_change
from hasten.rules.loops import loops_around
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.uses import uses_of
from hasten_sim.facts import Declaration

Edits = list[tuple[int, int, str]]


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each vector that is searched in a loop."""
    code = code_of(unit)
    groups: dict[int, list[Search]] = {}
    kinds = ("binary_expression", "call_expression", "for_statement", "for_range_loop")
    for node in nodes_in(unit, *kinds):
        search = search_of(code, node) if code.is_verbatim(node) else None
        if search is not None and any(True for _ in loops_around(node)):
            groups.setdefault(search.vector.name_at, []).append(search)
    if not groups or not code.may_insert("std unordered_set insert count back begin end string"):
        return
    names: set[str] = set()
    for searches in groups.values():
        vector = searches[0].vector
        name = code.fresh_name(f"{vector.name}_members", names)
        edits = _along(code, vector, name) or _before(code, vector, name, searches)
        if not edits:
            continue
        names.add(name)
        for search in searches:
            text = search.text.replace("ASKED", f"{name}.count({code.text(search.wanted)})")
            edits.append((search.node.start_byte, search.node.end_byte, text))
        place = searches[0].node
        yield RULE.rewrite(
            f"`{vector.name}` is searched from its start at every turn of a loop.",
            Span(place.start_byte, place.end_byte),
            (*edits, *with_includes(code, "unordered_set")),
            10.0,
        )


def _element(vector: Declaration) -> str:
    kind = template_of(vector.type)[1][0]
    return "std::string" if is_string(kind) else kind


def _along(code: Code, vector: Declaration, name: str) -> Edits:
    """Edits that keep a set beside a vector that starts empty and only grows; none if it does not.

    Putting the elements in another order is allowed.
    """
    node = code.name_node(vector.name_at)
    statement = node.parent if node is not None else None
    if statement is None or statement.type != "declaration" or vector.is_static:
        return []
    if len(statement.children_by_field_name("declarator")) != 1 or vector.is_reference:
        return []
    if statement.parent is None or statement.parent.type != "compound_statement":
        return []
    if not code.is_verbatim(statement) or "static" in code.text(statement).split():
        return []
    end = statement.end_byte
    newline, indent = code.source.newline, code.source.indentation(statement.start_byte)
    declared = f"{newline}{indent}std::unordered_set<{_element(vector)}> {name};"
    edits: Edits = [(end, end, declared)]
    for use in uses_of(code, vector):
        reference = code.name_node(use.at)
        if reference is None or any(n.type == "lambda_expression" for n in ancestors(reference)):
            return []
        if use.kind == "read":
            continue
        own = code.declaration(reference)
        if own is None or own.name_at != vector.name_at:
            return []
        if _is_reordered(code, reference):
            continue
        grown = _growth(code, reference)
        if grown is None:
            return []
        edits += _inserted(code, grown, f"{name}.insert({vector.name}.back());")
    return list(dict.fromkeys(edits)) if len(edits) > 1 else []


def _growth(code: Code, reference: Node) -> Node | None:
    """The statement, when it is a `push_back` on what is named here."""
    around = reference.parent
    call = around.parent if around is not None else None
    statement = call.parent if call is not None else None
    if around is None or call is None or statement is None or operator(around) != ".":
        return None
    name = child(around, "field")
    if name is None or code.text(name) not in ("push_back", "emplace_back"):
        return None
    plain = child(around, "argument") == reference and child(call, "function") == around
    verbatim = statement.type == "expression_statement" and code.is_verbatim(statement)
    return statement if plain and verbatim else None


def _is_reordered(code: Code, reference: Node) -> bool:
    """Whether what is named here is only sorted or reversed."""
    method = reference.parent.parent if reference.parent is not None else None
    ends = method_of(code, method)
    listed = method.parent if method is not None and ends is not None else None
    outer = listed.parent if listed is not None and listed.type == "argument_list" else None
    if ends is None or ends[1] not in ("begin", "end") or outer is None:
        return False
    call = code.call(outer) if outer.type == "call_expression" else None
    return call is not None and call.target < 0 and call.callee in ("std::sort", "std::reverse")


def _inserted(code: Code, statement: Node, text: str) -> Edits:
    start, end = statement.start_byte, statement.end_byte
    if statement.parent is not None and statement.parent.type == "compound_statement":
        return [(end, end, f" {text}")]
    return [(start, end, f"{{ {code.text(statement)} {text} }}")]


def _before(code: Code, vector: Declaration, name: str, searches: list[Search]) -> Edits:
    """Edits that make a set before the loop around all searches, where that changes nothing."""
    if vector.is_global and any(s.vector.is_reference for s in searches):
        return []
    outermost: Node | None = None
    for loop in loops_around(searches[0].node):
        if contains(loop, vector.name_at) or may_change(code, vector, loop):
            break
        if all(contains(loop, search.node) for search in searches):
            outermost = loop
    if outermost is None or outermost.has_error:
        return []
    if any(n.type == "lambda_expression" for n in ancestors(searches[0].node)):
        return []
    ends = f"{vector.name}.begin(), {vector.name}.end()"
    made = f"const std::unordered_set<{_element(vector)}> {name}({ends});"
    return list(insert_before(code, outermost, made))


_BEFORE = """\
#include <algorithm>
#include <cstdio>
#include <vector>

std::vector<int> distinct(const std::vector<int>& values) {
    std::vector<int> result;
    for (int value : values) {
        if (std::find(result.begin(), result.end(), value) == result.end()) {
            result.push_back(value);
        }
    }
    return result;
}

int main() {
    std::vector<int> values;
    for (int i = 0; i < 6000; i++) values.push_back(i * 37 % 2003);
    std::printf("%d\\n", (int)distinct(values).size());
}
"""

RULE = Rule(
    id="vector-membership-set",
    title="Ask a hash set what a vector holds",
    guarantee="exact",
    category="data_structure",
    explanation=(
        "At every turn of the loop the vector is searched from its start. A hash set that holds "
        "the same elements, and grows with it, answers at once."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "#include <vector>\n", "#include <vector>\n#include <unordered_set>\n"
        ).replace(
            """\
    std::vector<int> result;
    for (int value : values) {
        if (std::find(result.begin(), result.end(), value) == result.end()) {
            result.push_back(value);
""",
            """\
    std::vector<int> result;
    std::unordered_set<int> result_members;
    for (int value : values) {
        if (result_members.count(value) == 0) {
            result.push_back(value); result_members.insert(result.back());
""",
        ),
    ),
    find=find,
    counterexamples=(
        # Elements are taken out again.
        """\
#include <algorithm>
#include <cstdio>
#include <vector>
int main() {
    std::vector<int> open;
    for (int i = 0; i < 9; i++) {
        if (std::find(open.begin(), open.end(), i % 4) == open.end()) open.push_back(i % 4);
        if (i % 3 == 2) open.pop_back();
    }
    std::printf("%d\\n", (int)open.size());
}
""",
        # An element changes in place.
        """\
#include <algorithm>
#include <cstdio>
#include <vector>
int main() {
    std::vector<int> seen;
    for (int i = 0; i < 9; i++) {
        if (std::find(seen.begin(), seen.end(), i % 4) == seen.end()) seen.push_back(i % 4);
        seen[0] = i;
    }
    std::printf("%d\\n", (int)seen.size());
}
""",
        # Where it was found matters.
        """\
#include <algorithm>
#include <cstdio>
#include <vector>
int main() {
    std::vector<int> order = {3, 1, 2};
    int sum = 0;
    for (int i = 0; i < 4; i++) {
        auto at = std::find(order.begin(), order.end(), i);
        if (at != order.end()) sum += at - order.begin();
    }
    std::printf("%d\\n", sum);
}
""",
        # Numbers that are not whole may be equal to nothing.
        """\
#include <algorithm>
#include <cstdio>
#include <vector>
int main() {
    std::vector<double> seen;
    for (int i = 0; i < 9; i++) {
        double x = i % 4 * 0.5;
        if (std::find(seen.begin(), seen.end(), x) == seen.end()) seen.push_back(x);
    }
    std::printf("%d\\n", (int)seen.size());
}
""",
        # Only a part is searched.
        """\
#include <algorithm>
#include <cstdio>
#include <vector>
int main() {
    std::vector<int> seen;
    for (int i = 0; i < 9; i++) {
        seen.push_back(i % 4);
        if (std::find(seen.begin() + 1, seen.end(), 0) != seen.end()) std::printf("%d\\n", i);
    }
}
""",
    ),
)
