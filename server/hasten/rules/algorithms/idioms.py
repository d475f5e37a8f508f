"""Loops that everybody writes alike, recognized by their tokens.

A pattern over normalized text says what the loop looks like; clang's facts then say whether the
names in it are what they seem, and whether anything else can tell that the loop ran.
"""

from __future__ import annotations

import re

from tree_sitter import Node

from hasten.rules.analysis import INTEGRAL, Code, is_string, template_of, value_type
from hasten.rules.loops import is_dead_after
from hasten.rules.uses import is_pointer_like, uses_at
from hasten_sim.facts import Declaration

TYPE = r"(?:(?:unsigned )?(?:int|long long|long|short|size_t|auto|char|string|std::string|ll) )?"
"""The type of a variable, where a loop declares it."""

COUNTS = frozenset({"int", "long", "long long", "short"})
"""Types of what a loop counts up to: signed, so that one less than zero is less."""


def normal(text: str) -> str:
    """The tokens of a text, with blanks only between words, and counting written in one way."""
    text = re.sub(r"//[^\n]*|/\*.*?\*/", " ", text, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r" ?(\W) ?", r"\1", text)
    text = re.sub(r"(\+\+|--)(\w+)", r"\2\1", text)
    text = re.sub(r"(\w+)([+-])=1\b(?=[;)])", r"\1\2\2", text)
    text = re.sub(r"<=(\w+)-1\b", r"<\1", text)
    return re.sub(r"<=(\w+)-2\b", r"<\1-1", text)


def named(code: Code, node: Node, name: str) -> Declaration | None:
    """The one variable that a name means all through a node."""
    found = {r.target for r in code.references_in(node) if r.name == name}
    found |= {d.name_at for d in code.facts.declarations if d.name == name and _is_in(node, d)}
    return code.facts.by_name_at.get(found.pop()) if len(found) == 1 else None


def _is_in(node: Node, declared: Declaration) -> bool:
    return node.start_byte <= declared.name_at < node.end_byte


def limit_of(code: Code, node: Node, name: str, array: Declaration) -> Declaration | None:
    """The integer of that name, when no element of the array can be it."""
    limit = named(code, node, name)
    if limit is None or value_type(limit.type) not in COUNTS:
        return None
    if limit.is_reference or limit.kind == "field" or limit.name_at == array.name_at:
        return None
    return None if limit.is_global and reaches_elsewhere(array) else limit


def reaches_elsewhere(array: Declaration) -> bool:
    """Whether the elements are somebody else's, and may be reached under other names."""
    return array.is_reference or is_pointer_like(array)


def element_of(array: Declaration) -> str:
    """The type of the elements of an array, a pointer or a vector of one dimension; else ""."""
    if array.kind == "field" or array.type.count("[") > 1 or array.type.count("*") > 1:
        return ""
    owner, arguments = template_of(array.type)
    if owner in ("std::vector", "std::array", "std::deque") and arguments:
        return arguments[0]
    if array.type.endswith("]") or array.is_pointer:
        return array.type.partition("[")[0].rstrip("* ")
    return ""


def is_plain_value(kind: str) -> bool:
    """Whether two values of a type that compare equal cannot be told apart."""
    return kind in INTEGRAL - {"bool"} or is_string(kind)


def leaves_only(code: Code, node: Node, *expected: Declaration | None) -> bool:
    """Whether nothing is left of what the loop did but changes of the expected variables."""
    allowed = {variable.name_at for variable in expected if variable is not None}
    for reference in code.references_in(node):
        variable = code.facts.by_name_at.get(reference.target)
        if reference.kind == "type":
            continue
        if variable is None or variable.kind == "function":
            if reference.target >= 0 or not reference.qualified.startswith(("std::", "__gnu")):
                return False
        elif variable.name_at not in allowed and any(
            use.kind != "read" for use in uses_at(code, reference)
        ):
            dead = is_dead_after(code, variable, node) or _is_only_here(code, variable, node)
            if not dead:
                return False
    return True


def _is_only_here(code: Code, variable: Declaration, node: Node) -> bool:
    """Whether a variable from outside is named in the loop alone (which sets it before use)."""
    references = code.facts.references_to.get(variable.name_at, ())
    local = variable.owner >= 0 and not (variable.is_static or variable.is_reference)
    return local and all(node.start_byte <= r.start < node.end_byte for r in references)
