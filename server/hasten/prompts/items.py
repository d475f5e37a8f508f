"""What a text declares outside of functions: names, kinds and places, read off its syntax tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from attrs import field, frozen
from tree_sitter import Node

from hasten.nouns import Span
from hasten.source.cpp import CppSource

ItemKind = Literal[
    "include", "pragma", "macro", "type", "alias", "using", "variable", "prototype", "function"
]

_CONTAINERS = frozenset(
    {
        "translation_unit",
        "namespace_definition",
        "declaration_list",
        "linkage_specification",
        "preproc_if",
        "preproc_ifdef",
        "preproc_else",
        "preproc_elif",
        "ERROR",
    }
)
_TYPES = frozenset({"class_specifier", "struct_specifier", "union_specifier", "enum_specifier"})
_SEMICOLON = re.compile(rb"[ \t]*;")
_DEEPEST = 64


@frozen
class Item:
    """One declaration: what it is, the names that it gives, and its whole text's place."""

    kind: ItemKind
    names: tuple[str, ...]
    span: Span
    node: Node = field(repr=False, eq=False)


@lru_cache(maxsize=16)
def items_of(source: CppSource) -> tuple[Item, ...]:
    """Every declaration outside of functions and classes, in the order of the text."""
    return tuple(_items(source, source.root))


def outermost(node: Node) -> Node:
    """The declaration around a node that stands in no class and no function."""
    while node.parent is not None and node.parent.type not in _CONTAINERS:
        node = node.parent
    return node


def _items(source: CppSource, root: Node) -> Iterator[Item]:
    pending = [root]
    while pending:
        node = pending.pop()
        if node.type in _CONTAINERS:
            pending.extend(reversed(node.named_children))
        elif (item := _item(source, node)) is not None:
            yield item


def _item(source: CppSource, node: Node) -> Item | None:
    found = _kind_and_names(node)
    if found is None:
        return None
    start, end = node.byte_range
    if semicolon := _SEMICOLON.match(source.data, end):
        end = semicolon.end()
    return Item(found[0], found[1], Span(start, end), node)


def _kind_and_names(node: Node) -> tuple[ItemKind, tuple[str, ...]] | None:
    match node.type:
        case "preproc_include":
            return "include", ()
        case "preproc_call":
            return "pragma", ()
        case "preproc_def" | "preproc_function_def":
            return "macro", _name_field(node)
        case "using_declaration":
            return "using", (_text(node.named_children[-1]).rpartition("::")[2],)
        case "alias_declaration" | "namespace_alias_definition" | "concept_definition":
            return "alias", _name_field(node)
        case "type_definition":
            inner = node.child_by_field_name("type")
            own = _type_names(inner) if inner is not None else ()
            return "type" if own else "alias", own + _declared(node)
        case "template_declaration":
            inside = node.named_children[-1] if node.named_children else None
            return _kind_and_names(inside) if inside is not None else None
        case "function_definition":
            return "function", _declared(node)
        case "declaration":
            return _declaration(node)
        case kind if kind in _TYPES:
            return "type", _type_names(node)
        case _:
            return None


def _declaration(node: Node) -> tuple[ItemKind, tuple[str, ...]]:
    inner = node.child_by_field_name("type")
    own = _type_names(inner) if inner is not None and inner.child_by_field_name("body") else ()
    names = _declared(node)
    if own:
        return "type", own + names
    is_prototype = any(
        _holds_function(child) for child in node.children_by_field_name("declarator")
    )
    return "prototype" if is_prototype else "variable", names


def _type_names(node: Node) -> tuple[str, ...]:
    if node.type not in _TYPES:
        return ()
    body = node.child_by_field_name("body")
    names = [*_name_field(node)]
    if node.type == "enum_specifier" and body is not None:
        names += [n for one in body.named_children for n in _name_field(one)]
    return tuple(names)


def _declared(node: Node) -> tuple[str, ...]:
    names = (_innermost(child) for child in node.children_by_field_name("declarator"))
    return tuple(name for name in names if name)


def _innermost(node: Node) -> str:
    """The name that a declarator declares, without what it is a member of."""
    for _ in range(_DEEPEST):
        inner = node.child_by_field_name("declarator")
        if inner is None and node.type in ("reference_declarator", "parenthesized_declarator"):
            inner = node.named_children[-1] if node.named_children else None
        if inner is None:
            return re.sub(r"<.*", "", _text(node)).rpartition("::")[2].strip()
        node = inner
    return ""


def _holds_function(node: Node) -> bool:
    for _ in range(_DEEPEST):
        if node.type == "function_declarator":
            # A pointer to a function is a variable.
            inner = node.child_by_field_name("declarator")
            return inner is not None and inner.type != "parenthesized_declarator"
        inner = node.child_by_field_name("declarator")
        if inner is None and node.type == "reference_declarator":
            inner = node.named_children[-1] if node.named_children else None
        if inner is None:
            return False
        node = inner
    return False


def _name_field(node: Node) -> tuple[str, ...]:
    name = node.child_by_field_name("name")
    return (_text(name),) if name is not None else ()


def _text(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")
