"""Loops over a container whose result does not depend on the order of its elements."""

from __future__ import annotations

import re

from tree_sitter import Node

from hasten.rules.analysis import (
    INTEGRAL,
    Code,
    bare,
    child,
    constant_of,
    contains,
    operator,
    parts,
    value_type,
)
from hasten.rules.effects import effects_of
from hasten.rules.loops import leaves_early
from hasten_sim.facts import Declaration

_CONSTANTS = ("true", "false", "number_literal", "char_literal")
_MIRRORED = {"+=": "sum", "-=": "sum", "|=": "or", "&=": "and", "^=": "xor", "*=": "product"}


def is_order_free(code: Code, loop: Node, container: Declaration) -> bool:
    """Whether a range-based loop gives the same whatever the order of its elements.

    So it is when all that it does is to add up integers, or take their maximum or minimum, each
    variable in one of these ways only; or to set one variable to one constant.
    """
    body = child(loop, "body")
    if body is None or leaves_early(code, body):
        return False
    if any(r.target == container.name_at for r in code.references_in(body)):
        return False
    effects = effects_of(code, body)
    if not effects.is_silent:
        return False
    kinds = [_kind(code, code.facts.by_name_at[at], body) for at in effects.writes]
    if None in kinds:
        return False
    stops = any(True for _ in code.source.descendants(body, "break_statement"))
    return not stops or (len(kinds) == 1 and (kinds[0] or "").startswith("set"))


def _kind(code: Code, variable: Declaration, body: Node) -> str | None:
    """The one way in which the body changes the variable; None for several, or another one."""
    if value_type(variable.type) not in INTEGRAL or variable.kind == "field":
        return None
    if variable.is_reference:
        return None
    kinds: set[str | None] = set()
    for reference in code.references_in(body):
        if reference.target == variable.name_at:
            node = code.name_node(reference.start)
            kinds.add(_way(code, node, variable) if node is not None else None)
    return kinds.pop() if len(kinds) == 1 else None


def _way(code: Code, node: Node, variable: Declaration) -> str | None:
    around = node.parent
    if around is None:
        return None
    if around.type == "update_expression" and _is_statement(around):
        return "sum"
    update = _updating(code, node, variable)
    if update is None:
        return None
    left, right = child(update, "left"), bare(child(update, "right"))
    if right is None:
        return None
    if not _is_integral(code, update):
        return None
    named = [r for r in code.references_in(right) if r.target == variable.name_at]
    if operator(update) in _MIRRORED:
        return None if named else _MIRRORED[operator(update)]
    if right.type in _CONSTANTS and node == left:
        return f"set {code.text(right)}"
    call = code.call(right) if right.type == "call_expression" else None
    if call is not None and call.callee in ("std::max", "std::min") and len(named) == 1:
        direct = {n.start_byte for n in (child(right, "arguments") or right).named_children}
        return call.callee if named[0].start in direct else None
    return _guarded(code, update, right, variable)


def _is_integral(code: Code, node: Node) -> bool:
    """Whether no floating-point number takes part, whose rounding depends on the order."""
    literals = code.source.descendants(node, "number_literal")
    if any(constant_of(literal) is None for literal in literals):
        return False
    calls = code.facts.calls_in(node.start_byte, node.end_byte)
    kinds = [r.type for r in code.references_in(node)] + [c.result_type for c in calls]
    return not any(re.search(r"\b(?:float|double)\b", kind) for kind in kinds)


def _updating(code: Code, node: Node, variable: Declaration) -> Node | None:
    """The assignment to the variable that this mention of it is part of."""
    for outer in (node, *_up(node)):
        if outer.type == "assignment_expression" and _is_statement(outer):
            changed = code.declaration(child(outer, "left"))
            return outer if changed is not None and changed.name_at == variable.name_at else None
        if outer.type == "condition_clause" and outer.parent is not None:
            inside = child(outer.parent, "consequence")
            while inside is not None and inside.type in (
                "compound_statement",
                "expression_statement",
            ):
                named = parts(inside)
                inside = named[0] if len(named) == 1 else None
            if inside is None or inside.type != "assignment_expression":
                return None
            changed = code.declaration(child(inside, "left"))
            same = changed is not None and changed.name_at == variable.name_at
            return inside if same else None
    return None


def _up(node: Node) -> list[Node]:
    found: list[Node] = []
    parent = node.parent
    while parent is not None and not parent.type.endswith("_statement"):
        found.append(parent)
        parent = parent.parent
    return found


def _is_statement(node: Node) -> bool:
    return node.parent is not None and node.parent.type == "expression_statement"


def _guarded(code: Code, update: Node, right: Node, variable: Declaration) -> str | None:
    """`if (x > most) most = x;` is a maximum, in whichever way it is written."""
    test = update.parent.parent if update.parent is not None else None
    if test is not None and test.type == "compound_statement":
        test = test.parent
    if test is None or test.type != "if_statement" or child(test, "alternative") is not None:
        return None
    condition, consequence = bare(child(test, "condition")), child(test, "consequence")
    if condition is None or consequence is None or not contains(consequence, update):
        return None
    left, other = bare(child(condition, "left")), bare(child(condition, "right"))
    sign = operator(condition)
    if left is None or other is None or sign not in ("<", ">", "<=", ">="):
        return None
    value, text = code.text(right), {code.text(left), code.text(other)}
    if text != {value, variable.name} or value == variable.name:
        return None
    grows = (sign[0] == ">") == (code.text(left) == value)
    return "std::max" if grows else "std::min"
