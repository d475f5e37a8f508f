"""The tokens of a program and the paths to its nodes, without the names that it chose itself."""

from __future__ import annotations

from collections import Counter
from itertools import islice

from attrs import field, frozen
from tree_sitter import Node

from hasten.source.cpp import CppSource
from hasten.source.nesting import with_depth

MOST_NODES = 20_000
"""Of a longer text only the beginning is looked at, so that nobody waits for the rest."""
DEEPEST = 3
"""Code that is nested deeper in loops counts as this deep."""
OWN, NUMBER, TEXT, CHARACTER = "name", "number", "text", "character"

_NAMES = frozenset({"identifier", "field_identifier", "type_identifier", "namespace_identifier"})
_VERBATIM = _NAMES | {"primitive_type", "sized_type_specifier", "system_lib_string"}
_LITERALS = {"string_literal": TEXT, "raw_string_literal": TEXT, "char_literal": CHARACTER}
_WHOLE = frozenset(_LITERALS) | {"system_lib_string", "sized_type_specifier", "comment"}
_TELLING = frozenset({"0", "1", "2", "10"})
"""Numbers that say what is done with them: digits, halves, neighbours."""

_DECLARATORS = frozenset(
    {
        "pointer_declarator",
        "reference_declarator",
        "array_declarator",
        "init_declarator",
        "parenthesized_declarator",
        "function_declarator",
        "structured_binding_declarator",
    }
)
_UNNAMED = frozenset({"reference_declarator", "structured_binding_declarator"})
"""Declarators that hold what they declare without a field for it."""
_DECLARATIONS = frozenset(
    {
        "declaration",
        "parameter_declaration",
        "optional_parameter_declaration",
        "field_declaration",
        "for_range_loop",
        "type_definition",
        "function_definition",
    }
)
_NAMED = frozenset(
    {
        "struct_specifier",
        "class_specifier",
        "enum_specifier",
        "alias_declaration",
        "enumerator",
        "preproc_def",
        "preproc_function_def",
    }
)
_NAMING = frozenset({"preproc_params", "type_parameter_declaration"})


@frozen
class Reading:
    """Tokens in order, and how often each path leads to a node: two ancestors, kind and depth."""

    tokens: tuple[str, ...]
    paths: Counter[str] = field(factory=Counter[str])


def read(source: CppSource) -> Reading:
    """Read a text, broken or not; of a long one only the beginning."""
    found = list(islice(with_depth(source), MOST_NODES))
    names = [(node, source.slice(node)) for node, _ in found if node.type in _NAMES]
    own = {text for node, text in names if declares(node)}
    tokens: list[str] = []
    paths: Counter[str] = Counter()
    around: list[tuple[int, str]] = []
    skipped = 0
    for node, depth in found:
        while around and node.start_byte >= around[-1][0]:
            around.pop()
        if node.start_byte < skipped:
            continue
        kind = node.type
        if node.is_named and kind != "comment":
            above = [kind for _, kind in around[-2:]]
            paths[f"{'>'.join([*above, kind])}@{min(depth, DEEPEST)}"] += 1
        if kind in _WHOLE or node.child_count == 0:
            skipped = node.end_byte
            if kind != "comment":
                tokens.append(_token(source, node, own))
        else:
            around.append((node.end_byte, kind))
    return Reading(tuple(tokens), paths)


def declares(name: Node) -> bool:
    """Whether a name is declared where it stands: a variable, function, type or macro."""
    node, parent = name, name.parent
    while parent is not None and parent.type in _DECLARATORS:
        if parent.type not in _UNNAMED and parent.child_by_field_name("declarator") != node:
            return False
        node, parent = parent, parent.parent
    if parent is None:
        return False
    if parent.type in _NAMED:
        return parent.child_by_field_name("name") == node
    if parent.type in _DECLARATIONS:
        return node in parent.children_by_field_name("declarator")
    return parent.type in _NAMING


def _token(source: CppSource, node: Node, own: set[str]) -> str:
    kind = node.type
    if kind in _LITERALS:
        return _LITERALS[kind]
    text = " ".join(source.slice(node).split())
    if kind in _NAMES and text in own:
        return OWN
    if kind == "number_literal":
        return text if text in _TELLING else NUMBER
    return text if kind in _VERBATIM else kind
