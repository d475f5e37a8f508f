"""Where the functions of a C++ text are, read off its syntax tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Span

FunctionKind = Literal["free", "member", "template", "operator"]

TRANSPARENT = frozenset(
    {
        "translation_unit",
        "namespace_definition",
        "linkage_specification",
        "declaration_list",
        "field_declaration_list",
        "class_specifier",
        "struct_specifier",
        "union_specifier",
        "template_declaration",
        "friend_declaration",
        "declaration",
        "field_declaration",
        "type_definition",
        "preproc_if",
        "preproc_ifdef",
        "preproc_else",
        "preproc_elif",
        "preproc_elifdef",
        "ERROR",
    }
)
"""Kinds of nodes that may hold the definition of an outermost function."""

_HEADS = frozenset({"template_declaration", "friend_declaration", "linkage_specification"})
_CLASSES = frozenset({"class_specifier", "struct_specifier", "union_specifier"})
_STRAY = frozenset({"compound_statement", "return_statement", "for_statement", "if_statement"})
_SPACE = re.compile(r"\s+")
_TEMPLATE_ARGUMENTS = re.compile(r"<[^<>]*>")


@frozen
class Function:
    """The definition of a function that is not inside another one.

    `span` runs from the first `template`, attribute or specifier to the closing brace (or to the
    end of the last handler of a function-try-block). `head` ends where `body` begins; `body` runs
    from brace to brace. `qualified` names the enclosing namespaces and classes, without template
    arguments. `kind` is the most telling of: operator, template, member, free.
    """

    name: str
    qualified: str
    span: Span
    head: Span
    name_span: Span
    body: Span
    kind: FunctionKind


def functions_of(root: Node) -> Iterator[Function]:
    """Every outermost function definition below a node, in the order of the text."""
    # A list in place of recursion: broken text may nest a thousand levels deep.
    pending: list[tuple[Node, Node]] = [(root, root)]
    while pending:
        node, head = pending.pop()
        if node.type == "function_definition":
            if (function := function_of(node, head)) is not None:
                yield function
        elif node.type in TRANSPARENT:
            keeps_head = node.type in _HEADS
            children = [(child, _start_of(node, head, child, keeps_head)) for child in _inner(node)]
            pending.extend(reversed(children))


def _inner(node: Node) -> list[Node]:
    """The children that may hold a function: only the type of a declaration can."""
    if node.type in ("declaration", "field_declaration", "type_definition"):
        found = node.child_by_field_name("type")
        return [found] if found is not None and found.type in _CLASSES else []
    if node.type in _CLASSES or node.type == "namespace_definition":
        body = node.child_by_field_name("body")
        return [body] if body is not None else []
    return node.named_children


def _start_of(node: Node, head: Node, child: Node, keeps_head: bool) -> Node:
    if not keeps_head or child.type == "declaration_list":
        return child
    return head if head.type in _HEADS and head.end_byte == node.end_byte else node


def function_of(node: Node, head: Node) -> Function | None:
    """The function that a `function_definition` defines; `head` is where it begins.

    None for `= default`, `= delete`, and for what has no name (a macro's leftovers).
    """
    body = _block(node.child_by_field_name("body") or _try_block(node))
    declarator = node.child_by_field_name("declarator")
    name = _name_of(declarator) if declarator is not None else None
    if body is None or name is None:
        return None
    written = name_text(name)
    scope = _written_scope(name)
    outer = _enclosing_scopes(head)
    member = bool(scope) or outer.in_class
    qualified = "::".join((*outer.names, *scope, written))
    return Function(
        name=written,
        qualified=qualified,
        span=Span(head.start_byte, node.end_byte),
        head=Span(head.start_byte, body.start_byte),
        name_span=Span(name.start_byte, name.end_byte),
        body=Span(body.start_byte, body.end_byte),
        kind=_kind(written, head, member),
    )


def looks_broken(root: Node) -> bool:
    """Whether a brace went missing outside of functions, so that spans cannot be trusted."""
    if not root.has_error:
        return False
    pending = [root]
    while pending:
        for child in pending.pop().children:
            if child.type in _STRAY or (child.is_missing and child.type in "{}"):
                return True
            if child.is_error and _holds_brace(child):
                return True
            if child.type in TRANSPARENT and not child.is_error and child.has_error:
                pending.append(child)
    return False


def _holds_brace(error: Node) -> bool:
    text = error.text or b""
    return b"{" in text or b"}" in text


def _block(body: Node | None) -> Node | None:
    if body is None or body.type == "compound_statement":
        return body
    if body.type in ("try_statement", "constructor_try_statement"):
        return _block(
            body.child_by_field_name("body")
            or next((c for c in body.named_children if c.type == "compound_statement"), None)
        )
    return None


def _try_block(node: Node) -> Node | None:
    return next((c for c in node.named_children if c.type == "constructor_try_statement"), None)


def _name_of(declarator: Node) -> Node | None:
    """The node of the innermost declared name: `h` of `int (*h(int))(int)`."""
    node: Node | None = declarator
    while node is not None:
        if node.type == "operator_cast":
            return node
        if node.type in ("qualified_identifier", "template_function", "template_method"):
            node = node.child_by_field_name("name")
        elif (inner := node.child_by_field_name("declarator")) is not None:
            node = inner
        elif node.type in (
            "reference_declarator",
            "parenthesized_declarator",
            "attributed_declarator",
        ):
            node = next(iter(node.named_children), None)
        else:
            is_name = "identifier" in node.type or node.type.endswith("_name")
            return node if is_name else None
    return None


def name_text(name: Node) -> str:
    """A declared name, with an operator's blanks as C++ programmers write them."""
    if name.type == "operator_cast":
        target = name.child_by_field_name("type")
        written = (target.text or b"").decode("utf-8", "replace") if target is not None else ""
        declarator = name.child_by_field_name("declarator")
        stars = (declarator.text or b"").decode("utf-8", "replace") if declarator else ""
        return f"operator {written}{stars.partition('(')[0].strip()}"
    text = (name.text or b"").decode("utf-8", "replace")
    if name.type != "operator_name":
        return _SPACE.sub("", text)
    symbol = text.removeprefix("operator").strip()
    return (
        f"operator {_SPACE.sub(' ', symbol)}"
        if symbol[:1].isalpha()
        else ("operator" + _SPACE.sub("", symbol))
    )


def _written_scope(name: Node) -> tuple[str, ...]:
    """`A`, `B` of `A<T>::B::f`."""
    scopes: list[str] = []
    node = name.parent
    while node is not None and node.type in (
        "qualified_identifier",
        "template_function",
        "template_method",
    ):
        if (scope := node.child_by_field_name("scope")) is not None:
            scopes.append(_plain(scope))
        node = node.parent
    return tuple(reversed(scopes))


class _Scopes:
    """The names of the namespaces and classes around a definition, outermost first."""

    def __init__(self) -> None:
        self.names: tuple[str, ...] = ()
        self.in_class = False


def _enclosing_scopes(head: Node) -> _Scopes:
    found = _Scopes()
    is_friend = head.type == "friend_declaration"
    node = head.parent
    while node is not None:
        if node.type in _CLASSES and not is_friend:
            found.in_class = True
        if node.type == "namespace_definition" or (node.type in _CLASSES and not is_friend):
            name = node.child_by_field_name("name")
            if name is not None:
                found.names = (*_plain(name).split("::"), *found.names)
        node = node.parent
    return found


def _plain(node: Node) -> str:
    """A name without blanks and template arguments."""
    text = _SPACE.sub("", (node.text or b"").decode("utf-8", "replace"))
    while (shorter := _TEMPLATE_ARGUMENTS.sub("", text)) != text:
        text = shorter
    return text


def _kind(name: str, head: Node, member: bool) -> FunctionKind:
    if name.startswith("operator") and not name[8:9].isalnum() and name[8:9] != "_":
        return "operator"
    if head.type == "template_declaration":
        return "template"
    return "member" if member else "free"
