"""Whether what is passed for a parameter can change while the function runs.

A copy keeps its value whatever happens to the argument; a reference does not.
"""

from __future__ import annotations

from tree_sitter import Node

from hasten.rules import library
from hasten.rules.analysis import (
    ARITHMETIC,
    Code,
    ancestors,
    child,
    parts,
    root_of,
    template_of,
    value_type,
)
from hasten.rules.effects import Effects, effects_of
from hasten.rules.library import words
from hasten.rules.uses import escapes, is_pointer_like, uses_at, uses_of
from hasten.source.cpp import Function
from hasten_sim.facts import Call, Declaration, Reference

_SCOPES = words("class_specifier struct_specifier namespace_definition qualified_identifier")
_TEMPORARIES = words(
    "binary_expression number_literal string_literal initializer_list compound_literal_expression "
    "char_literal concatenated_string"
)


def same_name(code: Code, declared: Declaration) -> list[Declaration]:
    """The declarations of functions of that name in the same scope: prototypes, and overloads."""
    scope = _scope(code, declared)
    return [
        d
        for d in code.facts.declarations
        if d.kind == "function" and d.name == declared.name and _scope(code, d) == scope
    ]


def _scope(code: Code, declared: Declaration) -> str:
    """The classes and namespaces that a function belongs to, wherever it is defined."""
    node = code.name_node(declared.name_at)
    if node is None:
        return ""
    parts: list[str] = []
    for outer in ancestors(node):
        name = child(outer, "scope" if outer.type == "qualified_identifier" else "name")
        if outer.type in _SCOPES and name is not None:
            parts.append(code.text(name))
    return "::".join(reversed(parts))


def references_of(code: Code, declared: Declaration) -> list[Reference]:
    """Where the function is named, other than where it is declared."""
    found = (code.facts.references_to.get(d.name_at, ()) for d in same_name(code, declared))
    return [reference for references in found for reference in references]


def called_at(code: Code, reference: Reference) -> Node | None:
    """The call expression whose function this reference names."""
    node = None if reference.from_macro else code.name_node(reference.start)
    while node is not None and node.parent is not None:
        if node.parent.type == "call_expression":
            return node.parent if child(node.parent, "function") == node else None
        if node.parent.type not in ("field_expression", "qualified_identifier"):
            return None
        if node.parent.type == "field_expression" and child(node.parent, "field") != node:
            return None
        node = node.parent
    return None


def keeps_its_value(code: Code, function: Function, declared: Declaration, index: int) -> bool:
    """Whether the argument cannot change while the function runs, at any of its calls."""
    body = code.source.node_of(function.body)
    if body is None:
        return False
    effects = effects_of(code, body)
    parameter = code.facts.by_name_at[declared.parameters[index]]
    changed = effects.writes | effects.through
    others = [code.facts.by_name_at[at] for at in changed if at not in _locals(code, declared)]
    if not effects.unknown and not any(may_hold(parameter, o, effects) for o in others):
        return True
    if function.kind == "operator" or any(o.kind == "field" for o in others):
        return False
    calls = [called_at(code, reference) for reference in references_of(code, declared)]
    return all(
        node is not None and _is_safe_call(code, node, declared, index, effects) for node in calls
    )


def _locals(code: Code, declared: Declaration) -> frozenset[int]:
    """Variables of the function that no argument can be: not its references and pointers."""
    return frozenset(
        d.name_at
        for d in code.facts.declarations
        if d.owner == declared.name_at and not (d.is_static or d.is_reference or is_pointer_like(d))
    )


def may_hold(parameter: Declaration, changed: Declaration, effects: Effects) -> bool:
    """Whether changing that variable can change what was passed for the parameter."""
    plain = changed.name_at not in effects.through
    element = value_type(changed.type.partition("[")[0])
    owned = template_of(parameter.type)[0] in library.CONTAINERS
    return not (plain and owned and element in ARITHMETIC)


def _is_safe_call(
    code: Code, node: Node, declared: Declaration, index: int, effects: Effects
) -> bool:
    arguments = child(node, "arguments")
    call = code.call(node)
    if arguments is None or call is None or call.target < 0:
        return False
    values = parts(arguments)
    if index >= len(values):
        return True  # a default argument, made for this call
    root = root_of(code, values[index])
    if root is None:
        return values[index].type in _TEMPORARIES or _is_temporary(code, values[index])
    if root.name_at == declared.parameters[index]:
        return True  # a recursive call hands on what cannot change either
    others = [r for r in code.references_in(arguments) if r.target == root.name_at]
    if any(use.kind != "read" for r in others for use in uses_at(code, r)):
        return False
    for at, value in enumerate(values[: len(declared.parameters)]):
        if at == index or declared.parameters[at] not in effects.through:
            continue
        other = root_of(code, value)  # what the function changes: it must be something else
        if other is None or other.name_at == root.name_at:
            return False
        own = root.owner >= 0 and not root.is_static  # younger than what is handed on
        if own and other.is_reference and _is_handed_on(code, value, declared, at):
            continue
        if other.is_reference or is_pointer_like(other):
            return False
    if root.is_reference or is_pointer_like(root) or escapes(code, root):
        return False
    if root.owner >= 0 and not root.is_static:
        return not _is_changed_in_lambda(code, root)
    return not effects.unknown and root.name_at not in effects.writes


def _is_handed_on(code: Code, value: Node, declared: Declaration, at: int) -> bool:
    """Whether a recursive call passes a reference on that it was given in the same place."""
    named = code.declaration(value)
    return named is not None and named.name_at == declared.parameters[at]


def _is_temporary(code: Code, node: Node) -> bool:
    call: Call | None = code.call(node) if node.type == "call_expression" else None
    if call is None:
        return False
    called = code.facts.by_name_at.get(call.target)
    if called is not None:
        return called.kind == "function" and not called.type.endswith(("&", "*"))
    return library.standard_name(call.callee) in ("to_string", "substr", "basic_string", "vector")


def _is_changed_in_lambda(code: Code, variable: Declaration) -> bool:
    for use in uses_of(code, variable):
        node = code.name_node(use.at)
        if use.kind != "read" and (
            node is None or code.source.enclosing(node, "lambda_expression") is not None
        ):
            return True
    return False
