"""Variables that never change, and expressions whose value the compiler knows."""

from __future__ import annotations

from tree_sitter import Node

from hasten.rules.analysis import INTEGRAL, Code, bare, child, constant_of, operator, value_type
from hasten.rules.uses import uses_of
from hasten_sim.facts import Declaration


def initial_value(code: Code, variable: Declaration) -> Node | None:
    """The expression that a variable is declared with, `= value` only."""
    name = code.name_node(variable.name_at)
    declarator = name.parent if name is not None else None
    if declarator is None or declarator.type != "init_declarator":
        return None
    value = child(declarator, "value")
    braced = value is None or value.type in ("argument_list", "initializer_list")
    return None if braced else value


def is_known_number(code: Code, variable: Declaration) -> bool:
    """Whether an integer has a value that the compiler knows, and keeps it.

    `const` need not be written there.
    """
    key = ("known number", variable.name_at)
    if key not in code.remembered:
        code.remembered[key] = False  # what is declared in terms of itself
        code.remembered[key] = _is_known_number(code, variable)
    return code.remembered[key]


def _is_known_number(code: Code, variable: Declaration) -> bool:
    if variable.kind != "variable" or variable.is_reference or variable.from_macro:
        return False
    if value_type(variable.type) not in INTEGRAL or "volatile" in variable.written:
        return False
    value = initial_value(code, variable)
    if value is None or not is_known(code, value):
        return False
    return variable.is_const or all(use.kind == "read" for use in uses_of(code, variable))


def is_known(code: Code, expression: Node) -> bool:
    """Whether an expression is made of literals and known numbers alone."""
    if not code.is_plain(expression):
        return False
    if code.facts.calls_in(expression.start_byte, expression.end_byte):
        return False
    for reference in code.references_in(expression):
        variable = code.facts.by_name_at.get(reference.target)
        if reference.kind == "type":
            continue
        if variable is None:
            if reference.kind == "variable" and not reference.type.startswith("const "):
                return False
        elif not is_known_number(code, variable):
            return False
    kinds = ("call_expression", "assignment_expression", "update_expression", "lambda_expression")
    return not any(True for _ in code.source.descendants(expression, *kinds))


def known_value(code: Code, expression: Node | None) -> int | None:
    """The value of literals and known numbers that are added, multiplied or shifted to the left.

    It is that of a computation without overflow.
    """
    node = bare(expression)
    literal = constant_of(node)
    if node is None or literal is not None:
        return literal
    variable = code.declaration(node)
    if variable is not None and is_known_number(code, variable):
        return known_value(code, initial_value(code, variable))
    if node.type != "binary_expression" or operator(node) not in ("+", "*", "<<"):
        return None
    left, right = (known_value(code, child(node, side)) for side in ("left", "right"))
    if left is None or right is None:
        return None
    if operator(node) == "<<":
        return left << right if 0 <= right < 64 else None
    return left + right if operator(node) == "+" else left * right
