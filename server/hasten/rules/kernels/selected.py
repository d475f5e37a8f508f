"""Loops that add up what conditions select, and do nothing else."""

from __future__ import annotations

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Span
from hasten.rules.analysis import Code, bare, child, operator, parts, statements

Sum = tuple[Node, str, Node | None]
"""The name of what is added to, the sign (`+=`), and the value: None for one."""

_ADDING = frozenset(["+=", "-=", "|=", "^="])
_COUNTING = {"++": "+=", "--": "-="}


@frozen
class Selection:
    """The body of such a loop.

    `conditions` come with whether they must be true. `values` are what declared numbers begin
    with, and whether that is before any condition; `late` are the declarations after one, `inner`
    those that stand with the sums.
    `comments` stand in the `region`, which goes from the first condition to the end of the body.
    """

    conditions: tuple[tuple[Node, bool], ...]
    sums: tuple[Sum, ...]
    values: tuple[tuple[Node, bool], ...]
    late: tuple[Node, ...]
    inner: tuple[Node, ...]
    region: tuple[Node, Node]
    comments: tuple[Node, ...]


def selection_of(code: Code, loop: Node) -> Selection | None:
    """The selection that a loop makes, None when it does more than that."""
    conditions: list[tuple[Node, bool]] = []
    sums: list[Sum] = []
    values: list[tuple[Node, bool]] = []
    late: list[Node] = []
    inner: list[Node] = []
    first: Node | None = None
    inside = statements(child(loop, "body"))
    for statement in inside:
        value = _declared(statement, may_refer=first is None)
        if value is not None and not sums:
            values.append((value, first is None))
            late += [statement] if first is not None else []
            continue
        found = _conditional(statement)
        if found is not None and not sums:
            first = first or statement
            condition, chosen = found
            conditions.append((condition, chosen is not None))
            if chosen is None:
                continue
            if statement != inside[-1]:
                return None
            for one in chosen:
                value = _declared(one, may_refer=False)
                added = _sum(one)
                if value is not None and not sums:
                    values.append((value, False))
                    inner.append(one)
                elif added is not None:
                    sums.append(added)
                else:
                    return None
            continue
        added = _sum(statement)
        if added is None or first is None or conditions[-1][1]:
            return None
        sums.append(added)
    if first is None or not sums:
        return None
    region = Span(first.start_byte, inside[-1].end_byte)
    return Selection(
        conditions=tuple(conditions),
        sums=tuple(sums),
        values=tuple(values),
        late=tuple(late),
        inner=tuple(inner),
        region=(first, inside[-1]),
        comments=tuple(code.source.descendants(region, "comment")),
    )


def _declared(statement: Node, *, may_refer: bool) -> Node | None:
    """The value that the one number, or reference, which a statement declares begins with."""
    declarators = statement.children_by_field_name("declarator")
    if statement.type != "declaration" or len(declarators) != 1:
        return None
    if any(n.type == "storage_class_specifier" for n in statement.children):
        return None
    name = child(declarators[0], "declarator")
    if declarators[0].type != "init_declarator" or name is None:
        return None
    is_known = name.type == "identifier" or (may_refer and name.type == "reference_declarator")
    return child(declarators[0], "value") if is_known else None


def _conditional(statement: Node) -> tuple[Node, list[Node] | None] | None:
    """The condition of an `if`, and what it guards; None for the latter when it only goes on."""
    clause = child(statement, "condition")
    if statement.type != "if_statement" or child(statement, "alternative") is not None:
        return None
    if any(n.type == "constexpr" for n in statement.children):
        return None
    condition, inside = bare(clause), statements(child(statement, "consequence"))
    if condition is None or condition.type.endswith("declaration") or not inside:
        return None
    if len(inside) == 1 and inside[0].type == "continue_statement":
        return condition, None
    return condition, inside


def _sum(statement: Node) -> Sum | None:
    inner = parts(statement)
    if statement.type != "expression_statement" or len(inner) != 1:
        return None
    sign, value = operator(inner[0]), child(inner[0], "right")
    if inner[0].type == "update_expression" and sign in _COUNTING:
        name = child(inner[0], "argument")
        return (name, _COUNTING[sign], None) if name is not None and _is_name(name) else None
    name = child(inner[0], "left")
    if inner[0].type != "assignment_expression" or sign not in _ADDING or value is None:
        return None
    return (name, sign, value) if name is not None and _is_name(name) else None


def _is_name(node: Node) -> bool:
    return node.type == "identifier"
