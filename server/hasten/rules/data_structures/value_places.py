"""How long the place of a value in a table must stay where it is.

An array that grows moves what it holds, which the nodes of a hash table never do. So what is found
in one may only be used until something new is put in.
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from hasten.rules.analysis import (
    LOOPS,
    Code,
    ancestors,
    child,
    contains,
    operator,
    parts,
    value_type,
)
from hasten.rules.library import standard_name, words
from hasten.rules.uses import uses_of
from hasten_sim.facts import Declaration, Reference

_SEQUENCED = words("&& || and or")
_ADDING = words("insert emplace")
_WITHOUT_PLACE = words("size empty count contains clear erase end reserve rehash")
_HOLDING = ("expression_statement", "declaration", "condition_clause", "return_statement")
_SCOPES = ("compound_statement", "if_statement", "switch_statement", "case_statement", *LOOPS)
_STEPS = (*_SCOPES, "comma_expression", "lambda_expression")
_TAKING_VALUES = (
    "assignment_expression",
    "update_expression",
    "binary_expression",
    "expression_statement",
    "condition_clause",
    "subscript_argument_list",
    "unary_expression",
    "cast_expression",
)


def is_passing(code: Code, table: Declaration, node: Node) -> bool:
    """Whether a value of the table is read or changed at once, or its reference used well."""
    around = node.parent
    while around is not None and around.type in ("parenthesized_expression", "field_expression"):
        node, around = around, around.parent
    if around is None:
        return False
    if around.type == "argument_list" and around.parent is not None:
        return _is_given_away(code, table, around.parent, node)
    if around.type == "call_expression":
        return child(around, "function") == node and _is_passing_method(code, table, around)
    if around.type == "conditional_expression":
        return child(around, "condition") == node or is_passing(code, table, around)
    if around.type == "subscript_expression":
        return is_passing(code, table, around)
    if around.type == "for_range_loop":
        body = child(around, "body")
        return body is not None and not any(True for _ in insertions(code, table, body))
    if around.type == "return_statement":
        return _returns_value(code, around)
    if around.type == "init_declarator":
        return _is_kept_well(code, table, around)
    return around.type in _TAKING_VALUES


def _is_given_away(code: Code, table: Declaration, call: Node, node: Node) -> bool:
    """Whether a function gets the value itself, or is one of the library that keeps nothing."""
    function = child(call, "function")
    if function is not None and code.text(function).startswith("static_cast<"):
        return "&" not in code.text(function) and "*" not in code.text(function)
    called = code.call(call) if call.type == "call_expression" else None
    if called is None:
        return False
    if called.target < 0:
        return called.callee.startswith("std::") and is_passing(code, table, call)
    declared = code.facts.by_name_at.get(called.target)
    given = parts(child(call, "arguments"))
    index = given.index(node) if node in given else -1
    if declared is None or not 0 <= index < len(declared.parameters):
        return False
    parameter = code.facts.by_name_at.get(declared.parameters[index])
    return parameter is not None and not parameter.is_reference


def _is_passing_method(code: Code, table: Declaration, call: Node) -> bool:
    """Whether what a method of the value returns is used at once, too."""
    if call.parent is None:
        return False
    if call.parent.type == "expression_statement":
        return True
    called = code.call(call)
    plain = called is not None and not called.result_type.endswith(("&", "*"))
    iterator = called is not None and "iterator" in called.result_type
    return (plain and not iterator) or is_passing(code, table, call)


def _returns_value(code: Code, statement: Node) -> bool:
    if any(n.type == "lambda_expression" for n in ancestors(statement)):
        return False
    function = code.source.enclosing_function(statement)
    result = code.facts.by_name_at.get(function.name_span.start) if function else None
    return result is not None and not result.type.endswith(("&", "*"))


def _is_kept_well(code: Code, table: Declaration, declarator: Node) -> bool:
    """Whether a variable gets a copy, or is a reference that is not used for too long."""
    name = child(declarator, "declarator")
    if name is not None and name.type == "identifier":
        return "iterator" not in getattr(code.declaration(name), "type", "")
    inner = name.named_children[0] if name is not None and name.named_children else None
    held = code.declaration(inner)
    if name is None or name.type != "reference_declarator" or held is None:
        return False
    if any(use.kind == "escape" for use in uses_of(code, held)) or declarator.parent is None:
        return False
    return survives(code, table, held, declarator.parent)


def is_held_well(code: Code, table: Declaration, held: Declaration, declared: Node) -> bool:
    """Whether an iterator is only compared and looked through, and not used for too long."""
    for reference in code.facts.references_to.get(held.name_at, ()):
        node = None if reference.from_macro else code.name_node(reference.start)
        around = node.parent if node is not None else None
        if around is None:
            return False
        if around.type == "field_expression" and operator(around) == "->":
            if not is_passing(code, table, around):
                return False
        elif around.type != "binary_expression" or operator(around) not in ("==", "!="):
            return False
    return survives(code, table, held, declared)


def survives(code: Code, table: Declaration, held: Declaration, declared: Node) -> bool:
    """Whether nothing new can move a value before the last use of what refers to it."""
    uses: list[Node] = []
    for reference in code.facts.references_to.get(held.name_at, ()):
        node = None if reference.from_macro else code.name_node(reference.start)
        if node is None or _lambda_of(node) != _lambda_of(declared):
            return False
        uses.append(node)
    block = next((n for n in ancestors(declared) if n.type in _SCOPES), None)
    if block is None:
        return False
    later = (n for n in insertions(code, table, block) if n.start_byte > declared.end_byte)
    return not any(_outlives(block, new, use) for new in later for use in uses)


def _outlives(block: Node, new: Node, use: Node) -> bool:
    """Whether what is used may come after the insertion, without a new search in between."""
    around = [n for n in ancestors(new) if contains(block, n) and n != block]
    if block.type in LOOPS or any(n.type in LOOPS and contains(n, use) for n in around):
        return True
    if use.start_byte < new.start_byte:
        return _statement(use) == _statement(new)
    for node in around:
        if node.type == "if_statement" and contains(node, use):
            then, other = child(node, "consequence"), child(node, "alternative")
            if then is not None and other is not None and contains(then, new):
                return not contains(other, use)
    return True


def _statement(node: Node) -> Node:
    return next((n for n in ancestors(node) if n.type in _HOLDING), node)


def insertions(code: Code, table: Declaration, region: Node) -> Iterator[Node]:
    """The places in a region where the table may get a new key."""
    for reference in code.references_in(region):
        if reference.target == table.name_at and _adds(code, reference):
            node = code.name_node(reference.start)
            if node is not None:
                yield node
    if not _is_reached_unseen(code, table):
        return
    for call in code.facts.calls_in(region.start_byte, region.end_byte):
        given = any("lambda" in kind or "(*)" in kind for kind in call.argument_types)
        if given or not (standard_name(call.callee) or call.callee.startswith("std::")):
            yield code.source.root.descendant_for_byte_range(call.start, call.end) or region


def _adds(code: Code, reference: Reference) -> bool:
    node = code.name_node(reference.start)
    around = node.parent if node is not None else None
    if around is None or around.type != "field_expression":
        return True
    field = child(around, "field")
    return field is None or code.text(field) in _ADDING


def _is_reached_unseen(code: Code, table: Declaration) -> bool:
    """Whether functions may add to the table without its being named where they are called."""
    key = ("reached unseen", value_type(table.type))
    if key not in code.remembered:
        alike = [d for d in code.facts.declarations if value_type(d.type) == key[1]]
        code.remembered[key] = any(
            d.is_global or d.is_static or _is_in_lambda(code, d) for d in alike
        )
    return code.remembered[key]


def _is_in_lambda(code: Code, variable: Declaration) -> bool:
    home = code.name_node(variable.name_at)
    around = _lambda_of(home) if home is not None else None
    names = (code.name_node(r.start) for r in code.facts.references_to.get(variable.name_at, ()))
    return any(n is None or _lambda_of(n) != around for n in names)


def _lambda_of(node: Node) -> Node | None:
    return next((n for n in ancestors(node) if n.type == "lambda_expression"), None)


def holds_still(code: Code, table: Declaration) -> bool:
    """Whether no expression makes use of two places of the table, of which one may move."""
    for reference in code.facts.references_to.get(table.name_at, ()):
        name = code.name_node(reference.start)
        if name is None:
            return False
        if _has_no_place(code, name):
            continue
        region = _moment(name)
        if any(n != name for n in insertions(code, table, region)):
            return False
    return True


def _has_no_place(code: Code, name: Node) -> bool:
    """Whether what is done with the table at this point gives nothing that could move."""
    around = name.parent
    field = child(around, "field")
    passed = around is not None and around.type in ("argument_list", "for_range_loop")
    return passed or (field is not None and code.text(field) in _WITHOUT_PLACE)


def _moment(name: Node) -> Node:
    """The expression that is done with before anything outside of it is computed."""
    node = name
    for around in ancestors(name):
        if around.type in _STEPS:
            return node
        if around.type == "binary_expression" and operator(around) in _SEQUENCED:
            return node
        if around.type == "conditional_expression" and child(around, "condition") == node:
            return node
        node = around
    return node
