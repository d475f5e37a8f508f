"""Whether anybody sees the order in which a hash table keeps its elements.

A table that is cleared keeps its buckets, and with them goes on to another order than one that is
made anew.
"""

from __future__ import annotations

from tree_sitter import Node

from hasten.rules.analysis import Code, bare, child, contains, operator, parts
from hasten.rules.data_structures.order_free import is_order_free
from hasten.rules.library import words
from hasten_sim.facts import Declaration

_BLIND = words("clear insert emplace find count at size empty end cend contains reserve")


def is_hash_table(kind: str) -> bool:
    """Whether a canonical type is a hash table, or holds some."""
    return "unordered_" in kind


def shows_order(code: Code, variable: Declaration, region: Node) -> bool:
    """Whether the order of the variable's elements may show in what the region does."""
    for node in code.source.descendants(region, "update_expression"):
        changed = code.declaration(bare(child(node, "argument")))
        if changed is not None and "iterator" in changed.type:
            return True
    for reference in code.facts.references_to.get(variable.name_at, ()):
        if contains(region, reference.start):
            name = code.name_node(reference.start)
            if reference.from_macro or name is None or not _is_blind(code, variable, name):
                return True
    return False


def _is_blind(code: Code, variable: Declaration, name: Node) -> bool:
    """Whether what is done with the table at this place is the same in any order."""
    around = name.parent
    if around is None:
        return False
    if around.type == "field_expression" and operator(around) == ".":
        field = child(around, "field")
        return field is not None and code.text(field) in _BLIND
    if around.type == "subscript_expression":
        return child(around, "argument") == name
    if around.type == "for_range_loop" and child(around, "right") == name:
        return is_order_free(code, around, variable)
    if around.type == "argument_list" and around.parent is not None:
        return _is_passed_blindly(code, around, name)
    return False


def _is_passed_blindly(code: Code, arguments: Node, name: Node) -> bool:
    """Whether the called function only looks keys up in the table."""
    call = code.call(arguments.parent) if arguments.parent is not None else None
    called = code.facts.by_name_at.get(call.target) if call is not None else None
    values = parts(arguments)
    if called is None or name not in values or called.name_at not in code.functions:
        return False
    index = values.index(name)
    if index >= len(called.parameters):
        return False
    parameter = code.facts.by_name_at.get(called.parameters[index])
    body = code.source.node_of(code.functions[called.name_at].body)
    key = ("blindly passed", called.name_at, index)
    if parameter is None or body is None or not parameter.is_reference or key in code.remembered:
        return False  # what calls itself is left alone
    code.remembered[key] = True
    found = not shows_order(code, parameter, body)
    del code.remembered[key]
    return found
