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
_WRAPPERS = frozenset({"reference_declarator", "parenthesized_declarator", "attributed_declarator"})
_STRAY = frozenset({"compound_statement", "return_statement", "for_statement", "if_statement"})
_SPACE = re.compile(r"\s+")
_OPERATOR = re.compile(r"operator(?!\w)")
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


@frozen
class _Scope:
    """A namespace or class around a definition; `names` is empty for one without a name."""

    names: tuple[str, ...]
    is_class: bool
    outer: _Scope | None


def functions_of(root: Node) -> Iterator[Function]:
    """Every outermost function definition below a node, in the order of the text."""
    # A list in place of recursion, and scopes handed down in place of asking nodes for their
    # parents (which takes a walk from the root): broken text may nest ten thousand levels deep.
    pending: list[tuple[Node, Node, _Scope | None]] = [(root, root, None)]
    while pending:
        node, head, scope = pending.pop()
        if (parts := _parts(node)) is not None:
            if (function := _function(node, parts, head, scope)) is not None:
                yield function
        elif node.type in TRANSPARENT:
            inner = _scope_inside(node, scope)
            children = [(child, _start_of(node, head, child), inner) for child in _inner(node)]
            pending.extend(reversed(children))


def _scope_inside(node: Node, outer: _Scope | None) -> _Scope | None:
    if node.type == "friend_declaration":
        # A friend that is defined in a class belongs to what is around the class.
        return outer.outer if outer is not None and outer.is_class else outer
    if node.type not in _CLASSES and node.type != "namespace_definition":
        return outer
    name = node.child_by_field_name("name")
    names = tuple(_plain(name).split("::")) if name is not None else ()
    return _Scope(names, node.type in _CLASSES, outer)


def _inner(node: Node) -> list[Node]:
    """The children that may hold a function: only the type of a declaration can."""
    if node.type in ("declaration", "field_declaration", "type_definition"):
        found = node.child_by_field_name("type")
        return [found] if found is not None and found.type in _CLASSES else []
    if node.type in _CLASSES or node.type == "namespace_definition":
        body = node.child_by_field_name("body")
        return [body] if body is not None else []
    return node.named_children


def _start_of(node: Node, head: Node, child: Node) -> Node:
    if node.type not in _HEADS or child.type == "declaration_list":
        return child
    return head if head.type in _HEADS and head.end_byte == node.end_byte else node


def _parts(node: Node) -> tuple[Node | None, Node | None] | None:
    """The declarator and the body of what defines a function; None for anything else."""
    if node.type == "function_definition":
        return node.child_by_field_name("declarator"), _body(node)
    if node.type not in ("declaration", "field_declaration"):
        return None
    # The grammar takes `void f() {};` for a variable with an initializer.
    declarator, value = node.child_by_field_name("declarator"), None
    if declarator is not None and declarator.type == "init_declarator":
        value = declarator.child_by_field_name("value")
        declarator = declarator.child_by_field_name("declarator")
    elif declarator is not None:
        value = node.child_by_field_name("default_value")
    if value is None or value.type != "initializer_list" or not _declares_function(declarator):
        return None
    return declarator, value


def _declares_function(declarator: Node | None) -> bool:
    while declarator is not None and declarator.type != "function_declarator":
        inner = declarator.child_by_field_name("declarator")
        if inner is None and declarator.type in _WRAPPERS:
            inner = next((c for c in declarator.named_children if _is_declarator(c)), None)
        declarator = inner
    return declarator is not None


def _function(
    node: Node, parts: tuple[Node | None, Node | None], head: Node, scope: _Scope | None
) -> Function | None:
    """The function that a node defines; `head` is where it begins.

    None for `= default`, `= delete`, and for what has no name (a macro's leftovers).
    """
    declarator, body = parts
    declared = _declared(declarator) if declarator is not None else None
    if body is None or declared is None:
        return None
    name, written_scope = declared
    written = _name_text(name)
    is_member = bool(written_scope) or (scope is not None and scope.is_class)
    parameters = name.child_by_field_name("declarator") if name.type == "operator_cast" else None
    inner = _first_parameters(parameters) if parameters is not None else None
    end = node.end_byte if node.type == "function_definition" else body.end_byte
    return Function(
        name=written,
        qualified="::".join((*_names(scope), *written_scope, written)),
        span=Span(head.start_byte, end),
        head=Span(head.start_byte, body.start_byte),
        name_span=Span(name.start_byte, inner.start_byte if inner else name.end_byte),
        body=Span(body.start_byte, body.end_byte),
        kind=kind_of(written, head.type == "template_declaration", is_member),
    )


def _names(scope: _Scope | None) -> list[str]:
    found: list[str] = []
    while scope is not None:
        found.extend(reversed(scope.names))
        scope = scope.outer
    return found[::-1]


def looks_broken(root: Node) -> bool:
    """Whether a brace went missing, so that the spans of functions cannot be trusted."""
    if not root.has_error:
        return False
    if root.is_error:
        return _holds_brace(root)
    pending = [root]
    while pending:
        for child in pending.pop().children:
            if child.type in _STRAY or (child.is_missing and child.type in "{}"):
                return True
            if child.is_error and _holds_brace(child):
                return True
            if not child.has_error or child.is_error:
                continue
            if child.type == "function_definition":
                # Where the grammar supplies a function's last brace, it swallowed the next ones.
                body = _body(child)
                if body is not None and body.children and body.children[-1].is_missing:
                    return True
            elif child.type in TRANSPARENT:
                pending.append(child)
    return False


def _holds_brace(error: Node) -> bool:
    text = error.text or b""
    return b"{" in text or b"}" in text


def _body(node: Node) -> Node | None:
    """The block of a function; of a function-try-block, the block that is tried."""
    body = node.child_by_field_name("body")
    if body is None:
        body = next((c for c in node.named_children if c.type == "constructor_try_statement"), None)
    while body is not None and body.type != "compound_statement":
        if body.type not in ("try_statement", "constructor_try_statement"):
            return None
        body = body.child_by_field_name("body") or next(
            (c for c in body.named_children if c.type == "compound_statement"), None
        )
    return body


def _declared(declarator: Node) -> tuple[Node, tuple[str, ...]] | None:
    """The innermost declared name, `h` of `int (*h(int))(int)`, and the scopes written before it.

    Of `A<T>::B::f` the scopes are `A` and `B`.
    """
    scopes: list[str] = []
    node: Node | None = declarator
    while node is not None:
        if node.type == "operator_cast":
            return node, tuple(scopes)
        if node.type in ("qualified_identifier", "template_function", "template_method"):
            if (scope := node.child_by_field_name("scope")) is not None:
                scopes.append(_plain(scope))
            node = node.child_by_field_name("name")
        elif (inner := node.child_by_field_name("declarator")) is not None:
            node = inner
        elif node.type in _WRAPPERS:
            node = next((c for c in node.named_children if _is_declarator(c)), None)
        else:
            is_name = "identifier" in node.type or node.type.endswith("_name")
            return (node, tuple(scopes)) if is_name else None
    return None


def _is_declarator(node: Node) -> bool:
    return "declarator" in node.type or "identifier" in node.type or node.type.endswith("_name")


def _first_parameters(declarator: Node) -> Node | None:
    """The parameter list of an operator that converts."""
    node: Node | None = declarator
    while node is not None:
        if (found := node.child_by_field_name("parameters")) is not None:
            return found
        node = node.child_by_field_name("declarator")
    return None


def _name_text(name: Node) -> str:
    """A declared name, with an operator's blanks as C++ programmers write them."""
    if name.type == "operator_cast":
        kind, declarator = name.child_by_field_name("type"), name.child_by_field_name("declarator")
        stars = _text(declarator).partition("(")[0].strip() if declarator is not None else ""
        return f"operator {_text(kind) if kind is not None else ''}{stars}"
    if name.type != "operator_name":
        return _SPACE.sub("", _text(name))
    symbol = _text(name).removeprefix("operator").strip()
    if symbol[:1].isalpha():
        return "operator " + _SPACE.sub(" ", symbol)
    return "operator" + _SPACE.sub("", symbol)


def _text(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")


def _plain(node: Node) -> str:
    """A name without blanks and template arguments."""
    text = _SPACE.sub("", _text(node))
    while (shorter := _TEMPLATE_ARGUMENTS.sub("", text)) != text:
        text = shorter
    return text


def kind_of(name: str, is_template: bool, is_member: bool) -> FunctionKind:
    """The most telling kind of a function."""
    if _OPERATOR.match(name):
        return "operator"
    if is_template:
        return "template"
    return "member" if is_member else "free"
