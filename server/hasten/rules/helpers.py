"""Functions that several places of a text need: added once, before the first function."""

from __future__ import annotations

import re

from tree_sitter import Node

from hasten.rules.analysis import Code, child, with_includes
from hasten.source.once import once

_CONCURRENT = r"\b(thread|jthread|async|pthread_create)\b|#\s*pragma\s+omp"


def helper_edits(
    code: Code, name: str, text: str, *headers: str
) -> tuple[tuple[int, int, str], ...] | None:
    """The edits that define the function `name` by `text` at the top of the file.

    None of the function when the text holds it already. None when its name is taken, a word of it
    is a macro here, there is no function to put it before, or the text is a guarded header.
    """
    text = text.rstrip().replace("\n", code.source.newline)
    included = with_includes(code, *headers)
    if text in code.source.text:
        return included
    if code.fresh_name(name) != name or not code.may_insert(text) or not code.source.functions:
        return None
    node = code.source.node_at(code.source.functions[0].span.start)
    while node.parent is not None and node.parent.parent is not None:
        node = node.parent
    if _is_include_guard(code, node):
        return None  # before it nothing is included yet
    blank, at = code.source.newline * 2, own_line(code, node.start_byte)
    return (*included, (at, at, text + blank))


def _is_include_guard(code: Code, node: Node) -> bool:
    """Whether a directive lets the rest of a header be read once: `#ifndef A`, `#define A`."""
    inside = node.named_children
    if node.type != "preproc_ifdef" or len(inside) < 2 or inside[1].type != "preproc_def":
        return False
    return code.text(inside[0]) == code.text(child(inside[1], "name") or inside[1])


def own_line(code: Code, offset: int) -> int:
    """Where lines go that stand before an offset: where its line begins, if nothing is between."""
    start = code.source.line_start(offset)
    return offset if code.source.data[start:offset].strip() else start


@once
def may_run_at_once(code: Code) -> bool:
    """Whether the text starts threads, so that static variables would need locks."""
    return any(True for _ in code.source.find_code(_CONCURRENT))


def is_constant_expression_function(code: Code, node: Node) -> bool:
    """Whether a node lies in a function that the compiler may have to run itself."""
    function = code.source.enclosing_function(node)
    head = code.source.slice(function.head) if function is not None else ""
    return re.search(r"\bconst(?:expr|eval)\b", head) is not None


def has_room_beside(node: Node) -> bool:
    """Whether a declaration may become two: it is no part of the head of a loop or a condition."""
    return node.parent is not None and node.parent.type in ("compound_statement", "case_statement")


def as_statement(code: Code, node: Node, *lines: str) -> str:
    """The lines in the place of a statement: in braces where only one statement may stand.

    So they are where they begin with an `if` too: an `else` behind them is not their own.
    """
    indent = code.source.newline + code.source.indentation(node.start_byte)
    if node.parent is not None and node.parent.type == "compound_statement":
        return indent.join(lines)
    if len(lines) == 1:
        return f"{{ {lines[0]} }}"
    inner = f"{indent}    "
    return f"{{{inner}{inner.join(lines)}{indent}}}"


def without(code: Code, node: Node) -> tuple[int, int, str]:
    """The edit that takes a statement out, with the line that it has for itself."""
    if node.parent is None or node.parent.type != "compound_statement":
        return node.start_byte, node.end_byte, "{}"
    start, end = code.source.line_start(node.start_byte), code.source.line_end(node.end_byte)
    before = code.source.data[start : node.start_byte]
    after = code.source.data[node.end_byte : end]
    if before.strip() or after.strip():
        blanks = len(after) - len(after.lstrip()) if after.strip() else 0
        return node.start_byte, node.end_byte + blanks, ""
    return start, min(end + len(code.source.newline), len(code.source.data)), ""
