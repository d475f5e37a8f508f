"""A vector of which one place in the order is wanted is not sorted for it."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    INTEGRAL,
    Code,
    child,
    code_of,
    constant_of,
    nodes_in,
    operator,
    parts,
    template_of,
    value_type,
)
from hasten.rules.kernels.steadiness import is_kept
from hasten.rules.loops import loops_around
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.uses import escapes, uses_at, uses_of
from hasten_sim.facts import Declaration, Reference


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each sort after which only one element is looked at."""
    code = code_of(unit)
    for node in nodes_in(unit, "call_expression"):
        call = code.call(node, "sort")
        if call is None or call.callee != "std::sort" or not code.is_verbatim(node):
            continue
        vector, order = _sorted(code, node)
        place = _place(code, node, vector) if vector is not None else None
        if vector is None or place is None or not code.may_insert("std nth_element min size_t"):
            continue
        name = vector.name
        nth = f"{name}.begin() + std::min<std::size_t>({place}, {name}.size())"
        new = f"std::nth_element({name}.begin(), {nth}, {name}.end(){order})"
        yield RULE.rewrite(
            f"Of the sorted elements only `{name}[{place}]` is looked at.",
            Span(node.start_byte, node.end_byte),
            ((node.start_byte, node.end_byte, new),),
            3.0,
        )


def _sorted(code: Code, node: Node) -> tuple[Declaration | None, str]:
    """The vector that the statement sorts as a whole, and how the order is written."""
    given = parts(child(node, "arguments"))
    statement = node.parent
    if len(given) not in (2, 3) or statement is None or statement.type != "expression_statement":
        return None, ""
    found: list[Declaration] = []
    for part, name in zip(given, ("begin", "end"), strict=False):
        function = child(part, "function")
        field, vector = child(function, "field"), code.declaration(child(function, "argument"))
        if field is None or vector is None or code.text(field) != name:
            return None, ""
        found.append(vector)
    order = code.text(given[2]) if len(given) == 3 else ""
    owner, kinds = template_of(found[0].type)
    same = found[0].name_at == found[1].name_at and owner == "std::vector"
    if not same or kinds[0] not in INTEGRAL - {"bool"}:
        return None, ""
    if order.removeprefix("std::") not in ("", "greater<>()", f"greater<{kinds[0]}>()"):
        return None, ""
    return found[0], f", {order}" if order else ""


def _place(code: Code, node: Node, vector: Declaration) -> str | None:
    """The one index that is used after the sort, which must be the last that happens."""
    if vector.is_reference or vector.is_global or vector.is_static or vector.kind == "field":
        return None
    function = code.source.enclosing_function(node)
    body = code.source.node_of(function.body, "compound_statement") if function else None
    if body is None or vector.owner < 0 or not code.is_plain(body) or escapes(code, vector):
        return None
    if any(True for _ in code.source.descendants(body, "lambda_expression")):
        return None
    if not _is_made_for_each_turn(code, node, vector):
        return None
    places: set[str] = set()
    for reference in code.facts.references_to.get(vector.name_at, ()):
        name = code.name_node(reference.start)
        if reference.from_macro or name is None or is_kept(code, name):
            return None
        if reference.start < node.end_byte:
            continue
        index = _index(name)
        if any(use.kind != "read" for use in uses_at(code, reference)):
            return None
        if index is not None:
            places.add(code.text(index))
            if not _is_steady(code, index, vector, node.end_byte):
                return None
        elif not _is_size(code, name):
            return None
    return places.pop() if len(places) == 1 else None


def _is_made_for_each_turn(code: Code, node: Node, vector: Declaration) -> bool:
    """Whether no turn of a loop around the sort sees what an earlier one left in the vector."""
    loop = next(loops_around(node), None)
    if loop is None:
        return True
    name = code.name_node(vector.name_at)
    return name is not None and next(loops_around(name), None) == loop


def _index(name: Node) -> Node | None:
    """The index, when the name is that of a vector of which an element is read."""
    around = name.parent
    if around is None or around.type != "subscript_expression":
        return None
    if around.child_by_field_name("argument") != name:
        return None
    inside = child(around, "indices")
    indices = inside.named_children if inside is not None else []
    return indices[0] if len(indices) == 1 else None


def _is_size(code: Code, name: Node) -> bool:
    around = name.parent
    field = child(around, "field") if around is not None else None
    return field is not None and code.text(field) in ("size", "empty")


def _is_steady(code: Code, index: Node, vector: Declaration, since: int) -> bool:
    """Whether an index can be computed at an offset already, and does not change from then on."""
    for node in code.source.walk(index):
        if node.type in ("update_expression", "assignment_expression", "subscript_expression"):
            return False
        if node.type == "number_literal" and constant_of(node) is None:
            return False
        if node.type == "binary_expression":
            divides = operator(node) == "/" and (constant_of(child(node, "right")) or 0) > 0
            if operator(node) not in ("+", "-") and not divides:
                return False
    return all(_stays(code, found, vector, since) for found in code.references_in(index))


def _stays(code: Code, reference: Reference, vector: Declaration, since: int) -> bool:
    variable = code.facts.by_name_at.get(reference.target)
    if variable is None:
        return reference.name == "size"
    if variable.name_at == vector.name_at:
        return True
    if value_type(variable.type) not in INTEGRAL or variable.is_reference or variable.is_static:
        return False
    if variable.owner < 0 or variable.name_at >= since or variable.kind == "field":
        return False
    return all(
        use.kind == "read" or (use.kind == "write" and use.at < since)
        for use in uses_of(code, variable)
    )


_BEFORE = """\
#include <algorithm>
#include <cstdio>
#include <vector>

int kth_largest(std::vector<int> values, int k) {
    std::sort(values.begin(), values.end());
    return values[values.size() - k];
}

int main() {
    std::vector<int> values;
    for (int i = 0; i < 20000; i++) values.push_back(i * 7919 % 20011);
    std::printf("%d\\n", kth_largest(values, 50));
}
"""

RULE = Rule(
    id="select-instead-of-sort",
    title="Select the element instead of sorting",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "After the sort only the element at one place is looked at. Putting the right element "
        "there, without sorting the others, takes linear time."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "std::sort(values.begin(), values.end());",
            "std::nth_element(values.begin(), values.begin() + "
            "std::min<std::size_t>(values.size() - k, values.size()), values.end());",
        ),
    ),
    find=find,
    counterexamples=(
        # Two places are looked at.
        """\
#include <algorithm>
#include <cstdio>
#include <vector>
int main() {
    std::vector<int> values = {3, 1, 2};
    std::sort(values.begin(), values.end());
    std::printf("%d %d\\n", values[0], values[2]);
}
""",
        # The place moves.
        """\
#include <algorithm>
#include <cstdio>
#include <vector>
int main() {
    std::vector<int> values = {3, 1, 2};
    std::sort(values.begin(), values.end());
    for (int i = 0; i < 3; i++) std::printf("%d\\n", values[i]);
}
""",
        # All elements are handed on in their order.
        """\
#include <algorithm>
#include <cstdio>
#include <vector>
std::vector<int> in_order(std::vector<int> values) {
    std::sort(values.begin(), values.end());
    if (values[0] < 0) values[0] = 0;
    return values;
}
int main() { std::printf("%d\\n", in_order({3, -1, 2})[1]); }
""",
        # The caller sees the order.
        """\
#include <algorithm>
#include <cstdio>
#include <vector>
int least(std::vector<int>& values) {
    std::sort(values.begin(), values.end());
    return values[0];
}
int main() {
    std::vector<int> values = {3, 1, 2};
    std::printf("%d %d\\n", least(values), values[1]);
}
""",
        # The index is another one by then.
        """\
#include <algorithm>
#include <cstdio>
#include <vector>
int main() {
    std::vector<int> values = {3, 1, 2};
    int k = 0;
    std::sort(values.begin(), values.end());
    k++;
    std::printf("%d\\n", values[k]);
}
""",
    ),
)
