"""The syntax tree of the main file, with offsets of bytes in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from hasten_sim.clang_view import binding
from hasten_sim.clang_view.binding import Cursor, Place

_LEAVES = frozenset(
    binding.kind(name)
    for name in (
        "INTEGER_LITERAL",
        "FLOATING_LITERAL",
        "STRING_LITERAL",
        "CHARACTER_LITERAL",
        "CXX_BOOL_LITERAL_EXPR",
        "CXX_NULL_PTR_LITERAL_EXPR",
    )
)
_CAPTURE = binding.kind("VARIABLE_REF")
_EXPANSION = binding.kind("MACRO_INSTANTIATION")
_PREPROCESSING = frozenset(
    binding.kind(name)
    for name in ("MACRO_INSTANTIATION", "MACRO_DEFINITION", "INCLUSION_DIRECTIVE")
)


class Node:
    """A cursor in its place: what is around it, and the bytes [start, end) that it is written in.

    What comes out of a macro has the extent of the macro's outermost use, and `from_macro` True.
    `start` is -1 for what is written nowhere.
    """

    __slots__ = ("children", "cursor", "end", "from_macro", "kind", "parent", "start")

    def __init__(self, cursor: Cursor, parent: Node | None) -> None:
        self.cursor = cursor
        self.kind = binding.kind_of(cursor)
        self.parent = parent
        self.children: list[Node] = []
        self.start = self.end = -1
        self.from_macro = False


class Expansion:
    """One use of a macro in the main file."""

    __slots__ = ("end", "name", "start")

    def __init__(self, name: str, start: int, end: int) -> None:
        self.name, self.start, self.end = name, start, end


class MainFile:
    """The main file of a parsed translation unit."""

    def __init__(self, unit: Any, name: str, data: bytes) -> None:
        self.unit = unit
        self.data = data
        self.file = unit.get_file(name)
        first = binding.cindex.conf.lib.clang_getLocationForOffset(unit, self.file, 0)
        self._base = int(first.int_data)
        self.roots: list[Node] = []
        self.expansions: list[Expansion] = []
        self._outermost: list[tuple[int, int]] = []
        self._read()

    def _read(self) -> None:
        tops: list[Cursor] = []
        for cursor in self.unit.cursor.get_children():
            if binding.kind_of(cursor) in _PREPROCESSING:
                self._note_expansion(cursor)
            else:
                tops.append(cursor)
        self._outermost = _merged((e.start, e.end) for e in self.expansions)
        for cursor in tops:
            if self.offset(cursor.location) >= 0 and not _is_instance(cursor):
                self.roots.append(self._tree(cursor))

    def _note_expansion(self, cursor: Cursor) -> None:
        if binding.kind_of(cursor) != _EXPANSION:
            return
        extent = cursor.extent
        begin, end = int(extent.begin_int_data), int(extent.end_int_data)
        # A use inside the definition of another macro is part of that one's use.
        if self._is_plain(begin) and self._is_plain(end):
            self.expansions.append(Expansion(cursor.spelling, begin - self._base, end - self._base))

    def _tree(self, cursor: Cursor) -> Node:
        root = Node(cursor, None)
        pending = [root]
        while pending:
            node = pending.pop()
            self._place(node)
            if node.kind not in _LEAVES:
                node.children = [Node(child, node) for child in _children(node.cursor)]
                pending.extend(node.children)
        return root

    def _place(self, node: Node) -> None:
        extent = node.cursor.extent
        begin, end = int(extent.begin_int_data), int(extent.end_int_data)
        node.start = begin - self._base if self._is_plain(begin) else self.offset(extent.start)
        node.end = end - self._base if self._is_plain(end) else self.offset(extent.end)
        if node.start < 0:
            node.end = -1
            return
        first, last = self.use_around(node.start), self.use_around(max(node.end - 1, node.start))
        node.from_macro = first is not None and first == (last or first)
        if first is not None:
            node.start = first[0]
        if last is not None or not self._is_plain(end):
            node.end = max(node.end, (last or first or (0, node.end))[1])
        node.end = max(node.end, node.start)

    def _is_plain(self, raw: int) -> bool:
        """Whether a raw location is in the main file and not in a macro's use."""
        return self._base <= raw <= self._base + len(self.data)

    def offset(self, place: Place) -> int:
        """The offset of a place, or of the use of the macro that it comes from; -1 if elsewhere."""
        return self._offset(place, binding.expansion)

    def written_offset(self, place: Place) -> int:
        """As `offset`, but where a macro's argument is written when the place is in one."""
        return self._offset(place, binding.written)

    def _offset(self, place: Place, ask: Any) -> int:
        raw = int(place.int_data)
        if self._is_plain(raw):
            return raw - self._base
        if raw == 0:
            return -1
        file, offset = ask(place)
        return offset if file.value and binding.same_file(file, self.file) else -1

    def is_from_macro(self, place: Place) -> bool:
        """Whether a place is in the use of a macro."""
        offset = self.offset(place)
        return offset >= 0 and self.use_around(offset) is not None

    def use_around(self, offset: int) -> tuple[int, int] | None:
        """The outermost use of a macro that an offset is in."""
        index = bisect_right(self._outermost, (offset, len(self.data) + 1)) - 1
        if index < 0:
            return None
        start, end = self._outermost[index]
        return (start, end) if start <= offset < end else None

    def nodes(self) -> Iterator[Node]:
        """Every node, each before its children, in the order of the text."""
        pending = self.roots[::-1]
        while pending:
            node = pending.pop()
            yield node
            pending.extend(reversed(node.children))


def _is_instance(cursor: Cursor) -> bool:
    """Whether clang made a declaration out of a template that is written at the same place."""
    template = binding.template_of(cursor)
    return template is not None and template.location.int_data == cursor.location.int_data


def _children(cursor: Cursor) -> list[Cursor]:
    """What libclang shows below a cursor; and below a capture, the variable that it declares.

    It does not show what `[&y = x]` refers to otherwise.
    """
    found: list[Cursor] = list(cursor.get_children())
    if binding.kind_of(cursor) == _CAPTURE:
        declared = cursor.referenced
        if declared is not None and declared.location.int_data == cursor.location.int_data:
            found.append(declared)
    return found


def _merged(spans: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans that are in no other, in order."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not merged or start >= merged[-1][1]:
            merged.append((start, end))
    return merged
