"""How deep in loops things are, and what functions are called: by the tree alone."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from tree_sitter import Node

from hasten.nouns import Span
from hasten.source.cpp import CppSource

LOOPS = frozenset({"for_statement", "while_statement", "do_statement", "for_range_loop"})

_LONGEST_NAME = 40


def with_depth(source: CppSource, span: Span | None = None) -> Iterator[tuple[Node, int]]:
    """The nodes of a part in order, each with the number of loops around it."""
    ends: list[int] = []
    for node in source.walk(span):
        while ends and node.start_byte >= ends[-1]:
            ends.pop()
        yield node, len(ends)
        if node.type in LOOPS:
            ends.append(node.end_byte)


def quiet_depths(loops: Iterable[tuple[int, int]], talks: Sequence[int]) -> list[int]:
    """For each loop that neither reads nor writes, how many such are around it, itself included.

    `loops` are their bytes in the order of the text, `talks` the sorted places of input and output.
    """
    depths: list[int] = []
    ends: list[int] = []
    for start, end in loops:
        while ends and start >= ends[-1]:
            ends.pop()
        if bisect_left(talks, start) == bisect_left(talks, end):
            ends.append(end)
            depths.append(len(ends))
    return depths


def last_name(source: CppSource, node: Node) -> str:
    """`sort` of `std::sort`, `push_back` of `a[i].push_back`; "" for what is longer than a name."""
    while (
        inner := node.child_by_field_name("field") or node.child_by_field_name("name")
    ) is not None:
        node = inner
    return source.slice(node) if node.end_byte - node.start_byte <= _LONGEST_NAME else ""


def declared_name(source: CppSource, definition: Node) -> str:
    """The last part of the name that a definition of a function defines, "" if there is none."""
    declarator = definition.child_by_field_name("declarator")
    while declarator is not None:
        inner = declarator.child_by_field_name("declarator")
        if inner is None and declarator.type.endswith("reference_declarator"):
            inner = declarator.named_children[-1] if declarator.named_children else None
        if inner is None:
            return last_name(source, declarator)
        declarator = inner
    return ""


def called_name(source: CppSource, call: Node) -> str:
    """The last part of the name of the function that is called."""
    function = call.child_by_field_name("function")
    return last_name(source, function) if function is not None else ""
