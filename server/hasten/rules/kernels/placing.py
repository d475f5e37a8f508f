"""Where a helper function goes that a rewrite needs."""

from __future__ import annotations

from tree_sitter import Node

from hasten.rules.analysis import Code, ancestors
from hasten.rules.helpers import own_line

_AROUND = ("translation_unit", "declaration_list", "linkage_specification", "namespace_definition")


def before_function(code: Code, node: Node, text: str) -> tuple[int, int, str] | None:
    """The edit that puts a definition before the free function around a node.

    It goes before the comment of that function. None for what is no free function.
    """
    outer = [n for n in ancestors(node) if n.type == "function_definition"]
    if len(outer) != 1 or outer[0].parent is None:
        return None
    top = outer[0]
    if any(n.type not in _AROUND for n in ancestors(top)):
        return None
    before = top.prev_sibling
    while before is not None and before.type == "comment" and _is_above(before, top):
        top, before = before, before.prev_sibling
    newline = code.source.newline
    lines = text.strip("\n").replace("\n", newline)
    at = own_line(code, top.start_byte)
    return at, at, f"{lines}{newline}{newline}"


def _is_above(comment: Node, node: Node) -> bool:
    """Whether a comment has lines of its own, right above a node."""
    previous = comment.prev_sibling
    alone = previous is None or previous.end_point.row < comment.start_point.row
    return alone and comment.end_point.row + 1 == node.start_point.row
