"""Calls of `pow`, as the rules about powers see them."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.rules.analysis import (
    INTEGRAL,
    Code,
    bare,
    child,
    constant_of,
    nodes_in,
    parts,
    value_type,
)
from hasten.rules.effects import effects_of
from hasten.rules.library import words
from hasten.rules.rule import Unit

INT_SIZED = frozenset(
    ("bool", "char", "signed char", "unsigned char", "short", "unsigned short", "int")
)
_ARITHMETIC = words(
    "identifier number_literal binary_expression parenthesized_expression unary_expression "
    "subscript_expression subscript_argument_list field_expression field_identifier"
)


@frozen
class Power:
    """`pow(base, exponent)`, a call of the library's function."""

    node: Node
    base: Node
    exponent: Node


def powers_in(code: Code, unit: Unit) -> Iterator[Power]:
    """The calls of `pow` in the unit's span that no macro takes part in."""
    for node in nodes_in(unit, "call_expression"):
        call, arguments = code.call(node, "pow"), child(node, "arguments")
        if call is None or call.target >= 0 or arguments is None or not code.is_plain(node):
            continue
        values = parts(arguments)
        if len(values) == 2 and call.callee in ("pow", "std::pow"):
            yield Power(node, values[0], values[1])


def is_integer(code: Code, node: Node, kinds: frozenset[str] = frozenset(INTEGRAL)) -> bool:
    """Whether an expression is made of numbers of these types alone, and has no side effects."""
    if not effects_of(code, node).is_pure:
        return False
    for part in code.source.walk(node):
        if part.is_named and part.type not in _ARITHMETIC:
            return False
        if part.type == "number_literal" and not 0 <= (constant_of(part) or 0) < 1 << 31:
            return False
        if part.type == "number_literal" and constant_of(part) is None:
            return False
    names = [r for r in code.references_in(node) if not r.name.startswith("operator")]
    last = [r for r in names if not _is_container(code, r.start)]
    return all(value_type(r.type) in kinds or _element(r.type) in kinds for r in last)


def _is_container(code: Code, at: int) -> bool:
    """Whether a name only leads to a part of what it names."""
    node = code.name_node(at)
    around = node.parent if node is not None else None
    return (
        around is not None
        and around.type == "field_expression"
        and (child(around, "argument") == node)
    )


def _element(kind: str) -> str:
    inner = kind.partition("[")[0] if kind.endswith("]") else kind
    if "<" in kind:
        inner = kind.rpartition("vector<")[2].partition(">")[0].partition(",")[0]
    return value_type(inner)


def text_of(code: Code, node: Node) -> str:
    """The text of an operand, in parentheses where it needs them."""
    inner = bare(node) or node
    return code.text(inner) if inner.type != "binary_expression" else f"({code.text(inner)})"
