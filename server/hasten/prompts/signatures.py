"""The parameters of a function, and a function's body under the signature of another."""

from __future__ import annotations

import re

from attrs import field, frozen
from tree_sitter import Node

from hasten.nouns import Edit, Span
from hasten.source.cpp import CppSource, Function
from hasten.source.edits import apply_to_bytes
from hasten.source.encoding import decode, encode
from hasten.source.lexical import tokens

_IGNORED = frozenset({b"std", b"::", b"register", b"struct", b"class", b"enum"})


@frozen
class Parameter:
    """One parameter: its name ("" without one), its type's tokens, and where the name is."""

    name: str
    type: tuple[bytes, ...] = field(repr=False)
    name_span: Span


def parameters_of(source: CppSource, function: Function) -> tuple[Parameter, ...] | None:
    """The parameters of a function; None where the grammar does not show them."""
    node: Node | None = source.node_at(function.name_span.start, function.name_span.end)
    while node is not None and node.type != "function_declarator":
        if node.end_byte > function.head.end:
            return None
        node = node.parent
    listed = node.child_by_field_name("parameters") if node is not None else None
    if listed is None or listed.has_error:
        return None
    found = [_parameter(source, one) for one in listed.named_children if one.type != "comment"]
    if len(found) == 1 and found[0].type == (b"void",) and not found[0].name:
        return ()
    return tuple(found)


def _parameter(source: CppSource, node: Node) -> Parameter:
    declarator = node.child_by_field_name("declarator")
    name = _name_in(declarator) if declarator is not None else None
    default = node.child_by_field_name("default_value")
    end = node.end_byte
    if default is not None:
        end = source.data.rindex(b"=", node.start_byte, default.start_byte)
    span = Span(name.start_byte, name.end_byte) if name is not None else Span(end, end)
    kept = tuple(
        token.text
        for token in tokens(source.data, node.start_byte, end)
        if token.kind != "comment"
        and token.text not in _IGNORED
        and not (span.start <= token.start < span.end)
    )
    return Parameter(source.slice(span).strip(), _plain(kept), span)


def _plain(type_: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """A type with `const` before what it is about, as most people write it."""
    if len(type_) > 1 and type_[1] == b"const":
        return (b"const", type_[0], *type_[2:])
    return type_


def _name_in(node: Node) -> Node | None:
    """The identifier that a declarator declares; None for one without a name."""
    pending = [node]
    while pending:
        one = pending.pop(0)
        if one.type == "identifier":
            return one
        inner = one.child_by_field_name("declarator")
        if inner is not None:
            pending.append(inner)
        elif "declarator" in one.type:
            pending += [c for c in one.named_children if "identifier" in c.type or "decl" in c.type]
    return None


class OtherSignature(ValueError):
    """A function does not take what the one whose place it is to take does."""


def under_signature(source: CppSource, function: Function, new: CppSource, other: Function) -> str:
    """The other function's body, under the head of the function in whose place it is put.

    So qualifiers, default arguments and attributes stay as they are. Parameters may be called
    otherwise, where they have the same types. Raises OtherSignature when it cannot be done.
    """
    old_ones, new_ones = parameters_of(source, function), parameters_of(new, other)
    head, body = source.slice(function.head), new.slice(Span(other.body.start, other.span.end))
    if old_ones is None or new_ones is None or _initializes(source, function, new, other):
        return new.slice(other.span)
    if len(old_ones) != len(new_ones):
        raise OtherSignature(
            f"it takes {len(new_ones)} parameters where the original takes {len(old_ones)}"
        )
    if [one.name for one in old_ones] == [one.name for one in new_ones]:
        return head + body
    if [one.type for one in old_ones] != [one.type for one in new_ones]:
        raise OtherSignature("its parameters have other names and other types")
    renamed = [
        _renaming(old, new, function.head.start)
        for old, new in zip(old_ones, new_ones, strict=True)
    ]
    return decode(apply_to_bytes(encode(head), [edit for edit in renamed if edit])) + body


def _renaming(old: Parameter, new: Parameter, start: int) -> Edit | None:
    if old.name == new.name:
        return None
    blank = " " if not old.name else ""
    at, end = old.name_span.start - start, old.name_span.end - start
    return Edit(at, end, blank + new.name)


def _initializes(source: CppSource, function: Function, new: CppSource, other: Function) -> bool:
    """Whether either is a constructor that initializes members before its body."""
    heads = source.slice(function.head), new.slice(other.head)
    return any(re.search(r"\)\s*(?:noexcept\s*)?:(?!:)", head) for head in heads)
