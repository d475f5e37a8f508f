"""Whether an expression can be computed earlier than where it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from hasten.rules.analysis import (
    INTEGRAL,
    LOOPS,
    Code,
    ancestors,
    bare,
    child,
    contains,
    operator,
    parts,
    value_type,
)
from hasten.rules.library import words
from hasten.rules.uses import is_pointer_like, uses_of
from hasten_sim.facts import Declaration, Reference

_PLAIN = words(
    "identifier number_literal binary_expression parenthesized_expression argument_list "
    "primitive_type type_identifier type_descriptor template_argument_list sized_type_specifier "
    "namespace_identifier template_function qualified_identifier call_expression "
    "cast_expression field_identifier field_expression"
)


def squeezed(code: Code, node: Node) -> str:
    """The text of a node without blanks."""
    return re.sub(r"\s", "", code.text(node))


def uncast(code: Code, node: Node | None) -> Node | None:
    """The expression within parentheses and casts to integers."""
    node = bare(node)
    while node is not None:
        if node.type == "cast_expression":
            node = bare(child(node, "value"))
            continue
        function, arguments = child(node, "function"), child(node, "arguments")
        inner = parts(arguments) if arguments is not None else []
        text = squeezed(code, function) if function is not None else ""
        casts = text.startswith("static_cast<") or text in ("int", "size_t", "std::size_t")
        if node.type != "call_expression" or len(inner) != 1 or not casts:
            return node
        node = bare(inner[0])
    return None


def is_steady(code: Code, bound: Node, sorting: Node, until: Node) -> bool:
    """Whether a bound can be computed where the sort is, and is the same there."""
    for macro in code.facts.expansions_in(*bound.byte_range):
        if not re.fullmatch(r"\s*\(?\d+\w*\)?\s*", code.macros.get(macro.name, "")):
            return False
    for node in code.source.walk(bound):
        if node.is_named and node.type not in _PLAIN:
            return False
        if node.type == "binary_expression" and operator(node) not in ("+", "-", "*"):
            return False
        if node.type == "call_expression" and not _is_harmless(code, node):
            return False
    return all(_stays(code, found, sorting, until) for found in code.references_in(bound))


def _is_harmless(code: Code, node: Node) -> bool:
    function = child(node, "function")
    text = squeezed(code, function) if function is not None else ""
    if re.match(r"static_cast<[\w:]+>$|(?:std::)?min(?:<[\w:]+>)?$", text):
        return True
    call = code.call(node)
    return call is not None and call.target < 0 and text.endswith(".size")


def _stays(code: Code, reference: Reference, sorting: Node, until: Node) -> bool:
    variable = code.facts.by_name_at.get(reference.target)
    if variable is None or variable.kind == "function":
        return reference.kind != "variable" or reference.name in ("size", "min")
    if variable.is_global and variable.is_const and value_type(variable.type) in INTEGRAL:
        return variable.name_at < sorting.start_byte
    if variable.owner < 0 or variable.is_static or variable.is_reference or variable.from_macro:
        return False
    if variable.kind == "field" or variable.name_at >= sorting.start_byte:
        return False
    if is_pointer_like(variable) or not _is_in_scope(code, variable, sorting):
        return False
    return all(
        use.kind == "read"
        or (use.kind == "write" and not sorting.start_byte <= use.at < until.end_byte)
        for use in uses_of(code, variable)
        if not contains(sorting, use.at)
    )


def _is_in_scope(code: Code, variable: Declaration, at: Node) -> bool:
    name = code.name_node(variable.name_at)
    if variable.kind == "parameter":
        return True
    block = next((n for n in _ancestors_of(name) if n.type in ("compound_statement", *LOOPS)), None)
    return block is not None and contains(block, at)


def _ancestors_of(node: Node | None) -> Iterator[Node]:
    return ancestors(node) if node is not None else iter(())


def is_kept(code: Code, name: Node) -> bool:
    """Whether a pointer, iterator or reference may be made of what is named here."""
    for node in ancestors(name):
        if node.type in ("init_declarator", "assignment_expression"):
            target = child(node, "declarator") or child(node, "left")
            if target is not None and contains(target, name):
                return False
            text = code.text(target) if target is not None else "&"
            declared = _assigned(code, target)
            if declared is None or declared.is_reference or is_pointer_like(declared):
                return True
            return "&" in text or "*" in text
        if node.type in ("for_range_loop", "return_statement"):
            return node.type == "for_range_loop" and "&" in code.text(node).partition(":")[0]
        if node.type.endswith("_statement"):
            return False
    return False


def _assigned(code: Code, target: Node | None) -> Declaration | None:
    while target is not None and target.type in ("subscript_expression", "field_expression"):
        target = child(target, "argument")
    return code.declaration(target)
