"""How much of a sorted container is looked at: only its first elements, up to a bound."""

from __future__ import annotations

import re
from itertools import pairwise

from attrs import frozen
from tree_sitter import Node

from hasten.rules.analysis import (
    INTEGRAL,
    LOOPS,
    Code,
    ancestors,
    bare,
    child,
    conjuncts,
    constant_of,
    contains,
    operator,
    parts,
    statements,
    value_type,
)
from hasten.rules.effects import may_change
from hasten.rules.kernels.steadiness import is_kept, is_steady, squeezed, uncast
from hasten.rules.kernels.storage import allocation_of
from hasten.rules.uses import is_pointer_like, uses_at
from hasten_sim.facts import Declaration, Reference


@frozen
class Prefix:
    """The elements below `bound` are all that is looked at, and of them only `fields`.

    `fields` is None where whole elements are looked at.
    """

    bound: str
    fields: frozenset[str] | None


def prefix_read(code: Code, sorting: Node, container: Declaration, size: str) -> Prefix | None:
    """What is read of a container after the statement that sorts it, None for what is no prefix.

    `size` is how the number of its elements is written, where it is no container of the library.
    """
    if not _is_own(code, container):
        return None
    after = _until_reset(code, sorting, container, size)
    if after is None:
        return None
    region, truncated = after
    bounds: dict[str, int | None] = {}
    fields: set[str] = set()
    whole = False
    for reference in code.facts.references_to.get(container.name_at, ()):
        name = None if reference.from_macro else code.name_node(reference.start)
        if name is None or any(n.type == "lambda_expression" for n in ancestors(name)):
            return None
        if not any(contains(node, reference.start) for node in region):
            if not contains(sorting, name) and is_kept(code, name):
                return None
            continue
        if _looks_at_nothing(code, name):
            continue
        found = _bound_of(code, name, reference, sorting)
        if found is None:
            return None
        text, value, read = found
        bounds[text] = value
        whole = whole or not read
        fields |= {read}
    if truncated is not None:
        if not is_steady(code, truncated, sorting, truncated):
            return None
        bounds[code.text(truncated)] = constant_of(truncated)
        whole = True
    bound = _largest(bounds)
    return Prefix(bound, None if whole else frozenset(fields)) if bound is not None else None


def _is_own(code: Code, container: Declaration) -> bool:
    """Whether the elements are seen by this call of the function alone."""
    if container.owner < 0 or container.is_static or container.is_reference or container.is_global:
        return False
    if is_pointer_like(container) and allocation_of(code, container) is None:
        return False
    return container.kind in ("variable", "parameter")


def _largest(bounds: dict[str, int | None]) -> str | None:
    if len(bounds) == 1:
        return next(iter(bounds))
    if not bounds or any(value is None for value in bounds.values()):
        return None
    return str(max(value or 0 for value in bounds.values()))


def _until_reset(
    code: Code, sorting: Node, container: Declaration, size: str
) -> tuple[list[Node], Node | None] | None:
    """The statements that may run between the sort and the end of what it did.

    With them the expression down to which the container is then cut, if it is.
    """
    region: list[Node] = []
    node = sorting
    while node.parent is not None:
        around = node.parent
        if around.type in ("lambda_expression", "ERROR", "try_statement", "switch_statement"):
            return None
        if around.type == "compound_statement":
            for statement in statements(around):
                if statement.start_byte < node.end_byte:
                    continue
                if _refills(code, statement, container, size):
                    return region, None
                cut = _cut(code, statement, container)
                if cut is not None:
                    return region, cut
                region.append(statement)
            if any(contains(s, container.name_at) for s in statements(around)):
                return region, None
        elif around.type in LOOPS:
            if contains(around, container.name_at):
                return None
            if not _starts_afresh(code, around, container, size):
                return None
        elif around.type == "function_definition":
            return region, None
        node = around
    return None


def _starts_afresh(code: Code, loop: Node, container: Declaration, size: str) -> bool:
    """Whether each turn of the loop fills the container anew before anything looks at it."""
    body = child(loop, "body")
    if any(_is_named(code, n, container) for n in loop.named_children if n != body):
        return False
    for statement in statements(body):
        if _refills(code, statement, container, size):
            return True
        if _is_named(code, statement, container):
            return statement.type in LOOPS and _starts_afresh(code, statement, container, size)
    return True


def _is_named(code: Code, node: Node, container: Declaration) -> bool:
    return any(r.target == container.name_at for r in code.references_in(node))


def _refills(code: Code, statement: Node, container: Declaration, size: str) -> bool:
    """Whether nothing is left of the order of the elements after a statement."""
    if statement.type == "for_statement":
        return _overwrites(code, statement, container, size)
    if statement.type != "expression_statement" or is_pointer_like(container):
        return False
    text = re.sub(r"\s", "", code.text(statement))
    named = [r for r in code.references_in(statement) if r.target == container.name_at]
    match = re.match(rf"{container.name}(?:\.clear\(\);$|\.assign\(|=(?!=))", text)
    return match is not None and len(named) == 1


def _overwrites(code: Code, loop: Node, container: Declaration, size: str) -> bool:
    """Whether `for (i = 0; i < size; ++i)` assigns all of every element."""
    from hasten.rules.kernels.orders import fields_of

    counted = counting(code, loop)
    if counted is None or squeezed(code, counted[1]) != re.sub(r"\s", "", size):
        return False
    variable, _ = counted
    assigned: set[str] = set()
    for statement in statements(child(loop, "body")):
        inner = statement.named_children[0] if statement.named_children else None
        if statement.type != "expression_statement" or inner is None:
            return False
        left, value = child(inner, "left"), child(inner, "right")
        if inner.type != "assignment_expression" or operator(inner) != "=" or left is None:
            return False
        if value is None or _is_named(code, value, container):
            return False
        match = re.fullmatch(
            rf"{container.name}\[{variable.name}\](?:\.(\w+))?", squeezed(code, left)
        )
        if match is not None:
            assigned.add(match[1] or "")
        elif _is_named(code, statement, container):
            return False
    element = value_type(container.type.rstrip("* ").partition("[")[0])
    fields = fields_of(code, element)
    return "" in assigned or (bool(fields) and assigned == set(fields))


def counting(code: Code, loop: Node) -> tuple[Declaration, Node] | None:
    """The variable of `for (i = 0; i < bound [&& ...]; ++i)`, and the bound.

    Of several the one is preferred that is no size of something.
    """
    first, condition, update = (child(loop, n) for n in ("initializer", "condition", "update"))
    body = child(loop, "body")
    if loop.type != "for_statement" or first is None or condition is None or body is None:
        return None
    match = re.fullmatch(r"[\w:\s]*?\b(\w+)\s*=\s*(?:0[uUlL]*)\s*;?", code.text(first))
    if update is None or match is None:
        return None
    name = match[1]
    steps = (f"{name}++", f"++{name}", f"{name}+=1")
    declared = [d for d in code.facts.declarations if contains(first, d.name_at)]
    if squeezed(code, update) not in steps or len(declared) != 1:
        return None
    variable = declared[0]
    if value_type(variable.type) not in INTEGRAL or may_change(code, variable, body):
        return None
    bounds = [
        right
        for part in conjuncts(condition)
        if part.type == "binary_expression"
        and operator(part) == "<"
        and code.declaration(uncast(code, child(part, "left"))) == variable
        and (right := child(part, "right")) is not None
    ]
    bounds.sort(key=lambda bound: "size()" in code.text(bound))
    return (variable, bounds[0]) if bounds else None


def _looks_at_nothing(code: Code, name: Node) -> bool:
    """Whether only the number of the elements is asked for, or their memory is given back."""
    around = name.parent
    field = child(around, "field") if around is not None else None
    if field is not None and code.text(field) in ("size", "empty", "clear", "reserve"):
        return True
    if around is None or around.type != "argument_list" or around.parent is None:
        return False
    call = code.call(around.parent, "free") if around.parent.type == "call_expression" else None
    return call is not None and call.target < 0


def _bound_of(
    code: Code, name: Node, reference: Reference, sorting: Node
) -> tuple[str, int | None, str] | None:
    """A bound of what is read at a place: its text, its value if known, and the field read."""
    around = name.parent
    if around is None or any(use.kind != "read" for use in uses_at(code, reference)):
        return None
    if around.type == "subscript_expression" and child(around, "argument") == name:
        inside = parts(child(around, "indices"))
        index = uncast(code, inside[0]) if len(inside) == 1 else None
        field = _field_of(code, around)
        value = constant_of(index)
        if value is not None and value >= 0:
            return str(value + 1), value + 1, field
        for loop in ancestors(around):
            counted = counting(code, loop)
            if counted is None or index is None or code.declaration(index) != counted[0]:
                continue
            bound = counted[1]
            if not is_steady(code, bound, sorting, loop):
                return None
            return code.text(bound), constant_of(bound), field
        return None
    field = child(around, "field")
    if field is not None and code.text(field) == "front" and around.parent is not None:
        return "1", 1, _field_of(code, around.parent)
    return _range_of(code, name, around, sorting)


def _field_of(code: Code, element: Node) -> str:
    around = element.parent
    if around is None or around.type != "field_expression" or operator(around) != ".":
        return ""
    field = child(around, "field")
    call = around.parent is not None and around.parent.type == "call_expression"
    is_called = call and child(around.parent, "function") == around
    return code.text(field) if field is not None and not is_called else ""


def _range_of(
    code: Code, name: Node, around: Node, sorting: Node
) -> tuple[str, int | None, str] | None:
    """The bound of `v.begin(), v.begin() + bound` among the arguments of something."""
    container = code.text(name)
    listed = next((n for n in ancestors(around) if n.type == "argument_list"), None)
    while listed is not None and not parts(listed):
        listed = next((n for n in ancestors(listed) if n.type == "argument_list"), None)
    if listed is None:
        return None
    given = parts(listed)
    begin = f"{container}.begin()"
    for one, other in pairwise(given):
        left, bound = child(other, "left"), child(other, "right")
        if squeezed(code, one) != begin or operator(other) != "+" or left is None:
            continue
        if squeezed(code, left) != begin or bound is None or not contains(listed, name):
            continue
        if not (contains(one, name) or contains(left, name)):
            return None
        return (
            (code.text(bound), constant_of(bound), "")
            if is_steady(code, bound, sorting, listed)
            else None
        )
    return None


def _cut(code: Code, statement: Node, container: Declaration) -> Node | None:
    """The size to which a statement cuts the container, when it is longer than that."""
    if statement.type == "if_statement" and child(statement, "alternative") is None:
        condition = bare(child(statement, "condition"))
        inner = statements(child(statement, "consequence"))
        cut = _cut(code, inner[0], container) if len(inner) == 1 else None
        if condition is None or cut is None or operator(condition) not in (">", ">="):
            return None
        left, right = (
            uncast(code, child(condition, "left")),
            uncast(code, child(condition, "right")),
        )
        size = left is not None and squeezed(code, left) == f"{container.name}.size()"
        plain = uncast(code, cut)
        same = right is not None and plain is not None and code.text(right) == code.text(plain)
        return cut if size and same else None
    call = statement.named_children[0] if statement.named_children else None
    function = child(call, "function")
    if call is None or function is None or squeezed(code, function) != f"{container.name}.resize":
        return None
    given = parts(child(call, "arguments"))
    return given[0] if len(given) == 1 else None
