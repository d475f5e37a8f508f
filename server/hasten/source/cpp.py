"""A C++ text and its syntax tree: where functions are, and how to find one's way in them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, cached_property

import tree_sitter_cpp
from attrs import field, frozen
from tree_sitter import Language, Node, Parser, Tree

from hasten.nouns import Edit, Span
from hasten.source.carried import Earlier
from hasten.source.edits import apply_to_bytes, in_order
from hasten.source.encoding import (
    decode,
    encode,
    line_content_end,
    line_ending,
    line_starts,
    readable,
)
from hasten.source.functions import Function, FunctionKind, functions_of, looks_broken
from hasten.source.lexical import blanked
from hasten.source.recovery import recovered_functions

__all__ = ["CppSource", "Function", "FunctionKind"]


_PIECE = 16 << 10


@cache
def _language() -> Language:
    return Language(tree_sitter_cpp.language())


def _parse(data: bytes, old: Tree | None = None) -> Tree:
    # A parser of one's own for each call: parsers may not be shared between threads.
    parser = Parser(_language())
    view = readable(data)

    # Other threads get their turn between two pieces only: an editor waits for one of them.
    def read(offset: int, _: object) -> bytes:
        return view[offset : offset + _PIECE]

    return parser.parse(read) if old is None else parser.parse(read, old)


@frozen(slots=False, eq=False)
class CppSource:
    """One text, parsed. Offsets are bytes of `data`; any text at all can be parsed.

    Two sources of the same text are different objects with different trees.
    """

    text: str = field(repr=False)
    data: bytes = field(repr=False)
    tree: Tree = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> CppSource:
        """Parse a text from scratch; linear, some megabytes a second."""
        data = encode(text)
        return cls(text=text, data=data, tree=_parse(data))

    def edited(self, edits: Sequence[Edit]) -> CppSource:
        """The source after edits, reparsed only where it changed.

        Raises ValueError when edits overlap, leave the text, or cut a character in two.
        """
        ordered = in_order(edits, len(self.data))
        view, tree = readable(self.data), self.tree.copy()
        # From the last to the first, so that the offsets of those still to come stay true.
        for edit in reversed(ordered):
            _tell(tree, view, edit)
        data = apply_to_bytes(self.data, ordered)
        edited = type(self)(text=decode(data), data=data, tree=_parse(data, tree))
        known: tuple[Function, ...] | None = vars(self).get("functions")
        if known is not None and ordered and not looks_broken(self.root):
            vars(edited)["_earlier"] = Earlier.of(known, ordered, tree, edited.tree)
        return edited

    @property
    def root(self) -> Node:
        """The node of the whole text."""
        return self.tree.root_node

    @property
    def has_errors(self) -> bool:
        """Whether the grammar did not understand all of the text."""
        return self.root.has_error

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        """Every function definition that is not inside another, in order; spans are disjoint.

        A lambda, and a member of a local class, belong to the function around them.
        """
        earlier: Earlier | None = vars(self).pop("_earlier", None)
        if looks_broken(self.root):
            return recovered_functions(readable(self.data), tuple(functions_of(self.root)))
        carried = earlier.carried(self.root) if earlier is not None else None
        return tuple(functions_of(self.root)) if carried is None else carried

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(function.span.start for function in self.functions)

    def function_at(self, offset: int) -> Function | None:
        """The function around an offset; its end, where a caret may stand, still counts."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return None
        function = self.functions[index]
        if function.span.contains(offset):
            return function
        before = self.functions[index - 1] if offset == function.span.start and index else function
        return before if before.span.end == offset else None

    def function_named(self, name: str) -> tuple[Function, ...]:
        """Functions of that name: qualified in full, by its last parts, or not at all."""
        wanted = re.sub(r"\s*::\s*", "::", name.strip()).removeprefix("::")
        tail = "::" + wanted
        return tuple(
            f for f in self.functions if f.qualified == wanted or f.qualified.endswith(tail)
        )

    @cached_property
    def has_main(self) -> bool:
        """Whether the text defines the entry point of a program."""
        return any(function.qualified == "main" for function in self.functions)

    def slice(self, part: Node | Span) -> str:
        """The text of a node or a span."""
        start, end = _ends(part)
        return self.data[start:end].decode(
            "utf-8", "replace" if _cuts(self.data, start, end) else "surrogatepass"
        )

    def walk(self, part: Node | Span | None = None) -> Iterator[Node]:
        """Every node from the top down, in order; of a span, the nodes that lie wholly in it."""
        if not isinstance(part, Span):
            yield from _below(self.root if part is None else part)
            return
        around = self.root.descendant_for_byte_range(part.start, part.end) or self.root
        while around.parent is not None and around.parent.byte_range == around.byte_range:
            around = around.parent
        for top in _topmost_inside(around, part):
            yield from _below(top)

    def descendants(self, part: Node | Span | None, *types: str) -> Iterator[Node]:
        """The nodes of the given types, from the top down, in order; `part` itself may be one."""
        wanted = frozenset(types)
        return (node for node in self.walk(part) if node.type in wanted)

    def node_at(self, start: int, end: int | None = None) -> Node:
        """The smallest named node around an offset or a range."""
        found = self.root.named_descendant_for_byte_range(start, start if end is None else end)
        return found if found is not None else self.root

    def node_of(self, part: Span, *types: str) -> Node | None:
        """The node with exactly that span (of one of those types, when any are given)."""
        node = self.root.descendant_for_byte_range(part.start, part.end)
        while node is not None and node.byte_range == (part.start, part.end):
            if not types or node.type in types:
                return node
            node = node.parent
        return None

    def enclosing(self, node: Node, *types: str) -> Node | None:
        """The nearest ancestor of one of those types."""
        parent = node.parent
        while parent is not None and parent.type not in types:
            parent = parent.parent
        return parent

    def enclosing_function(self, part: Node | Span | int) -> Function | None:
        """The outermost function around a node, span or offset."""
        start, end = (part, part) if isinstance(part, int) else _ends(part)
        index = bisect_right(self._starts, start) - 1
        found = self.functions[index] if index >= 0 else None
        return found if found is not None and end <= found.span.end else None

    @cached_property
    def _line_starts(self) -> list[int]:
        return line_starts(self.data)

    def line_of(self, offset: int) -> int:
        """The line of an offset, counted from 0."""
        return max(bisect_right(self._line_starts, offset) - 1, 0)

    def line_start(self, offset: int) -> int:
        """Where the line of an offset begins."""
        return self._line_starts[self.line_of(offset)]

    def line_end(self, offset: int) -> int:
        """Where the line of an offset ends, before its line ending."""
        following = bisect_right(self._line_starts, offset)
        if following == len(self._line_starts):
            return len(self.data)
        start, end = self._line_starts[max(following - 1, 0)], self._line_starts[following]
        return line_content_end(self.data, start, end)

    def indentation(self, offset: int) -> str:
        """The blanks that the line of an offset begins with."""
        start, end = self.line_start(offset), self.line_end(offset)
        line = self.data[start:end]
        return line[: len(line) - len(line.lstrip(b" \t"))].decode("ascii")

    @cached_property
    def newline(self) -> str:
        """The line ending that the text uses."""
        return line_ending(self.data)

    @property
    def code(self) -> bytes:
        """`data` with comments and the insides of literals as spaces; offsets are the same."""
        return self._code_of(Span(0, len(self.data)))

    def find_code(self, pattern: str, within: Span | None = None) -> Iterator[Span]:
        """Where a regular expression matches in code, not in comments or literals."""
        whole = Span(0, len(self.data))
        part = whole if within is None else within
        owner = self.enclosing_function(part)
        around = owner.span if owner is not None else whole
        code = self._code_of(around)
        matches = re.compile(encode(pattern), re.MULTILINE).finditer(
            code, part.start - around.start, part.end - around.start
        )
        for found in matches:
            yield Span(found.start() + around.start, found.end() + around.start)

    def _code_of(self, part: Span) -> bytes:
        """The code of a function, or of everything; blanked once."""
        known = self._blanked
        if part not in known:
            known[part] = blanked(self.data[part.start : part.end])
        return known[part]

    @cached_property
    def _blanked(self) -> dict[Span, bytes]:
        return {}


def _below(top: Node) -> Iterator[Node]:
    """A node and all its descendants, in order; without recursion, however deep they nest."""
    cursor = top.walk()
    depth = 0
    while True:
        if (node := cursor.node) is not None:
            yield node
        if cursor.goto_first_child():
            depth += 1
            continue
        while depth and not cursor.goto_next_sibling():
            cursor.goto_parent()
            depth -= 1
        if not depth:
            return


def _topmost_inside(around: Node, part: Span) -> Iterator[Node]:
    """The largest nodes at or below a node that lie wholly in a span, in order."""
    pending = [around]
    while pending:
        node = pending.pop()
        if node.start_byte >= part.end or node.end_byte <= part.start:
            continue
        if part.start <= node.start_byte and node.end_byte <= part.end:
            yield node
        else:
            pending.extend(reversed(node.children))


def _ends(part: Node | Span) -> tuple[int, int]:
    return (part.start, part.end) if isinstance(part, Span) else (part.start_byte, part.end_byte)


def _cuts(data: bytes, start: int, end: int) -> bool:
    return any(0 < at < len(data) and data[at] & 0xC0 == 0x80 for at in (start, end))


def _tell(tree: Tree, view: bytes, edit: Edit) -> None:
    """Let a tree know of an edit, so that it can be reparsed in part."""
    start, end, replacement = edit.start, edit.end, encode(edit.text)
    if b"\r" in view or b"\r" in replacement:
        # A carriage return is read differently when its neighbour comes or goes.
        before, after = view[max(start - 1, 0) : start], view[end : end + 1]
        start, end = start - len(before), end + len(after)
        replacement = before + replacement + after
    row, column = _point(view, start)
    last_line = replacement.rfind(b"\n")
    tree.edit(
        start,
        end,
        start + len(replacement),
        (row, column),
        _point(view, end),
        (row + replacement.count(b"\n"), len(replacement) - last_line - 1)
        if last_line >= 0
        else (row, column + len(replacement)),
    )


def _point(data: bytes, offset: int) -> tuple[int, int]:
    return data.count(b"\n", 0, offset), offset - (data.rfind(b"\n", 0, offset) + 1)
