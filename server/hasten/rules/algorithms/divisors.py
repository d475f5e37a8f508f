"""Loops that try every number below n as a divisor of n, as two rules see them."""

from __future__ import annotations

from attrs import frozen
from tree_sitter import Node

from hasten.rules.analysis import (
    INTEGRAL,
    Code,
    bare,
    child,
    constant_of,
    operator,
    statements,
    value_type,
)
from hasten.rules.effects import may_change
from hasten.rules.loops import CountedLoop, counted_loop, is_dead_after
from hasten_sim.facts import Declaration


@frozen
class DivisorLoop:
    """`for (i = first; i < n; i++) if (n % i == 0) found`, and nobody asks for i afterwards.

    `includes_number` says whether i gets as far as n itself; every smaller divisor is tried.
    """

    loop: CountedLoop
    first: int
    number: Declaration
    includes_number: bool
    found: Node


def divisor_loop(code: Code, node: Node) -> DivisorLoop | None:
    """The `for` statement as a search for divisors, None when it is not one."""
    loop = counted_loop(code, node)
    if loop is None or loop.step != 1 or not code.is_plain(node):
        return None
    first, test = constant_of(loop.start), _only_if(loop.body)
    number = _divided_number(code, child(test, "condition"), loop.variable)
    found = child(test, "consequence")
    if first not in (1, 2) or number is None or found is None or child(test, "alternative"):
        return None
    includes = _includes_number(code, loop, number)
    if includes is None or may_change(code, number, node) or number.is_reference:
        return None
    if not is_dead_after(code, loop.variable, node):
        return None
    return DivisorLoop(loop, first, number, includes, found)


def _only_if(body: Node) -> Node | None:
    inside = statements(body)
    return inside[0] if len(inside) == 1 and inside[0].type == "if_statement" else None


def divided(code: Code, condition: Node | None, by: Declaration) -> Node | None:
    """The expression that `by` divides, where the condition is that it does."""
    condition = bare(condition)
    if condition is None:
        return None
    if condition.type == "unary_expression" and operator(condition) == "!":
        rest = bare(child(condition, "argument"))
    elif condition.type == "binary_expression" and operator(condition) == "==":
        left, right = bare(child(condition, "left")), bare(child(condition, "right"))
        rest = left if constant_of(right) == 0 else right if constant_of(left) == 0 else None
    else:
        return None
    if rest is None or rest.type != "binary_expression" or operator(rest) != "%":
        return None
    divisor = code.declaration(bare(child(rest, "right")))
    same = divisor is not None and divisor.name_at == by.name_at
    return bare(child(rest, "left")) if same else None


def _divided_number(code: Code, condition: Node | None, by: Declaration) -> Declaration | None:
    """n, where the condition is that `by` divides n."""
    number = code.declaration(divided(code, condition, by))
    if number is None:
        return None
    plain = value_type(number.type) in INTEGRAL - {"bool"} and number.kind != "field"
    return number if plain and number.name_at != by.name_at else None


def _includes_number(code: Code, loop: CountedLoop, number: Declaration) -> bool | None:
    """Whether the loop goes up to n itself, or up to n - 1 or n / 2; None for anything else."""
    bound = bare(loop.bound)
    if bound is None:
        return None
    named = code.declaration(bound)
    if named is not None and named.name_at == number.name_at:
        return {"<": False, "<=": True}.get(loop.comparison)
    left, right = code.declaration(bare(child(bound, "left"))), constant_of(child(bound, "right"))
    if bound.type != "binary_expression" or left is None or left.name_at != number.name_at:
        return None
    if loop.comparison == "<=" and (operator(bound), right) == ("/", 2):
        return False
    if loop.comparison == "<=" and (operator(bound), right) == ("-", 1):
        # One less than an unsigned zero is the greatest number of all.
        return None if value_type(number.type).startswith("unsigned") else False
    if loop.comparison == "<" and (operator(bound), right) == ("+", 1):
        return True
    return None
