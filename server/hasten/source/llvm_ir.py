"""LLVM IR as text: where its functions and its other top-level entities are.

LLVM is the parser of record. This scanner knows strings, comments and brackets, and no more: it is
quick on a hundred thousand lines, and finds in a broken text what there is to be found.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from attrs import define, field, frozen

from hasten.nouns import Span
from hasten.source.encoding import decode, encode

EntityKind = Literal[
    "define", "declare", "global", "type", "comdat", "attributes", "metadata", "target", "other"
]

_IDENTIFIER = re.compile(rb"[-a-zA-Z$._][-a-zA-Z$._0-9]*")
NAME = rb'(?:"[^"\n]*"|' + _IDENTIFIER.pattern + rb"|\d+)"
SKIPPED = rb';[^\n]*|"[^"\n]*"?'
"""What brackets and sigils mean nothing in: comments, and strings (which do not span lines)."""

_SHAPE = re.compile(SKIPPED + rb"|[{}]|^[ \t]*define(?=[ \t])", re.MULTILINE)
_HEAD = re.compile(
    SKIPPED
    + rb"|(?P<name>@"
    + NAME
    + rb")|(?P<open>[({\[<])|(?P<close>[)}\]>])|(?P<data>\b(?:prefix|prologue)\b)|(?P<inline>!\{)"
    + rb"|(?P<next>^[ \t]*(?:define|declare|attributes|target|module)\b)",
    re.MULTILINE,
)
_STARTS = re.compile(
    rb"^[ \t]*(?:(?P<word>define|declare|target|source_filename|module|uselistorder)\b"
    rb"|attributes[ \t]+#(?P<attributes>\d+)"
    rb"|(?P<sigil>[@%$!^])(?P<name>" + NAME + rb")[ \t]*=(?!=))",
    re.MULTILINE,
)
_KINDS: dict[bytes, EntityKind] = {
    b"@": "global",
    b"%": "type",
    b"$": "comdat",
    b"!": "metadata",
    b"define": "define",
    b"declare": "declare",
    b"target": "target",
}
_GLOBAL_NAME = re.compile(rb";[^\n]*|@(" + NAME + rb")")
_ITEM = re.compile(rb"\s*(?:(?P<open>[({\[<])|[^\s({\[<]+)")
_ATTRIBUTE_GROUP = re.compile(SKIPPED + rb"|#(\d+)\b")
_TARGET = rb'^[ \t]*target[ \t]+%s[ \t]*=[ \t]*"([^"\n]*)"'
_TYPED = re.compile(SKIPPED + rb"|(?P<star>(?<=[\w)}>\]*\".])[ \t]*\*)")
_ESCAPE = re.compile(rb"\\([0-9a-fA-F]{2})")
_FUNCTION_ATTRIBUTES = re.compile(rb"^; Function Attrs:[^\n]*\n\Z", re.MULTILINE)


@frozen
class IrFunction:
    """The definition of a function.

    `name` is the symbol as the linker sees it, `written` as the text has it, with its `@`. `span`
    runs from `define` to the closing brace, `head` to before the brace that opens `body`. `note` is
    the line that LLVM writes above to tell the function's attributes. `attributes` are the numbers
    of the attribute groups in the head. Of a function that the text breaks off, `complete` is
    False, and the span ends where the next one begins.
    """

    name: str
    written: str
    span: Span
    head: Span
    body: Span
    note: Span | None
    attributes: tuple[int, ...]
    complete: bool


@frozen
class Entity:
    """Something at the top level of a module.

    `name` has its sigil (`@f`, `#0`), and quotes only where it needs them.
    """

    kind: EntityKind
    name: str
    span: Span


@define
class LlvmModule:
    """The text of a module and what can be seen in it; made by `parse`. Offsets are bytes."""

    text: str = field(repr=False)
    data: bytes = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> LlvmModule:
        """Take any text; what is broken in it is left out of what is found."""
        return cls(text, encode(text))

    @cached_property
    def functions(self) -> tuple[IrFunction, ...]:
        """All function definitions, in the order of the text."""
        return tuple(_functions(self.data))

    @cached_property
    def entities(self) -> tuple[Entity, ...]:
        """Everything at the top level, in the order of the text; spans end with the last line."""
        return tuple(self._entities())

    @cached_property
    def by_name(self) -> dict[str, Entity]:
        """Entities by name, with their sigils; the first of a name counts."""
        found: dict[str, Entity] = {}
        for entity in self.entities:
            if entity.name:
                found.setdefault(entity.name, entity)
        return found

    @cached_property
    def _starts(self) -> list[int]:
        return [function.span.start for function in self.functions]

    def function_at(self, offset: int) -> IrFunction | None:
        """The function that an offset is in; its first line and its closing brace belong to it."""
        index = bisect_right(self._starts, offset) - 1
        found = self.functions[index] if index >= 0 else None
        return found if found is not None and offset <= found.span.end else None

    def function_named(self, name: str) -> IrFunction | None:
        """The function of that symbol, written with or without its `@`."""
        return next((f for f in self.functions if name in (f.name, f.written)), None)

    def slice(self, span: Span) -> str:
        """The text of a span."""
        return decode(self.data[span.start : span.end])

    @cached_property
    def triple(self) -> str:
        """The target triple, "" when the module names none."""
        return self._target(b"triple")

    @cached_property
    def data_layout(self) -> str:
        """The data layout, "" when the module names none."""
        return self._target(b"datalayout")

    @cached_property
    def typed_pointer(self) -> int | None:
        """Where the first pointer with a type (`i8*`) is, which LLVM reads up to version 16 only.

        None when there is none.
        """
        stars = _TYPED.finditer(self.data) if b"*" in self.data else ()
        return next((one.start() for one in stars if one["star"] is not None), None)

    def _target(self, what: bytes) -> str:
        found = re.search(_TARGET % what, self.data, re.MULTILINE)
        return decode(found[1]) if found else ""

    def _entities(self) -> Iterator[Entity]:
        at = 0
        for function in self.functions:
            yield from self._entities_between(at, function.span.start)
            name = decode(plain_name(encode(function.written[1:])))
            yield Entity("define", f"@{name}", function.span)
            at = function.span.end
        yield from self._entities_between(at, len(self.data))

    def _entities_between(self, start: int, end: int) -> Iterator[Entity]:
        """What is declared between two functions; each reaches to where the next begins."""
        starts = [
            one for one in _STARTS.finditer(self.data, start, end) if one["word"] != b"define"
        ]
        for index, found in enumerate(starts):
            following = starts[index + 1].start() if index + 1 < len(starts) else end
            begin = found.start() + len(found[0]) - len(found[0].lstrip())
            stop = _without_trailing_notes(self.data, begin, following)
            kind, name = self._named(found, stop)
            yield Entity(kind, name, Span(begin, stop))

    def _named(self, found: re.Match[bytes], stop: int) -> tuple[EntityKind, str]:
        if found["attributes"] is not None:
            return "attributes", f"#{decode(found['attributes'])}"
        if found["sigil"] is not None:
            kind = _KINDS.get(found["sigil"], "other")
            return kind, decode(found["sigil"] + plain_name(found["name"]))
        kind = _KINDS.get(found["word"], "other")
        names = _GLOBAL_NAME.finditer(self.data, found.end(), stop) if kind == "declare" else ()
        name = next((one[1] for one in names if one[1] is not None), None)
        return kind, "" if name is None else f"@{decode(plain_name(name))}"


def plain_name(written: bytes) -> bytes:
    """A name without its sigil, and without quotes that it does not need."""
    inner = written[1:-1]
    return inner if written[:1] == b'"' and _IDENTIFIER.fullmatch(inner) else written


def symbol_of(written: bytes) -> str:
    r"""The symbol of a name as it is written: without quotes, and with `\22` for what it means."""
    if written.startswith(b'"'):
        plain = _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), written[1:-1])
        return plain.decode("utf-8", "replace")
    return decode(written)


def _functions(data: bytes) -> Iterator[IrFunction]:
    at = 0
    while (begin := _next_define(data, at)) is not None:
        head = _read_head(data, begin)
        if head is None:
            at = begin + len(b"define")
            continue
        name, opening = head
        end, complete = _end_of_body(data, opening)
        at = end
        groups = _ATTRIBUTE_GROUP.finditer(data, begin, opening)
        yield IrFunction(
            name=symbol_of(name),
            written=f"@{decode(name)}",
            span=Span(begin, end),
            head=Span(begin, begin + len(data[begin:opening].rstrip())),
            body=Span(opening, end),
            note=_note_above(data, begin),
            attributes=tuple(int(group[1]) for group in groups if group[1] is not None),
            complete=complete,
        )


def _next_define(data: bytes, at: int) -> int | None:
    """Where the next `define` stands that begins a line."""
    # Whatever braces are open here: a definition does not stand inside them.
    tokens = (found for found in _SHAPE.finditer(data, at) if found[0].endswith(b"define"))
    found = next((one for one in tokens if one[0][:1] not in b';"'), None)
    return None if found is None else found.end() - len(b"define")


def _read_head(data: bytes, begin: int) -> tuple[bytes, int] | None:
    """The name of the function whose `define` stands there, and where the body's brace is."""
    name: bytes | None = None
    depth = 0
    at = begin + len(b"define")
    while (found := _HEAD.search(data, at)) is not None:
        kind, at = found.lastgroup, found.end()
        if kind == "next":
            return None
        if kind == "name" and depth == 0 and name is None:
            name = found[0][1:]
        elif kind == "data" and depth == 0:
            # A type and its value, which may be a structure in braces.
            at = _after_item(data, _after_item(data, at))
        elif kind in ("open", "inline"):
            if depth == 0 and found[0] == b"{" and name is not None:
                return name, found.start()
            depth += 1
        elif kind == "close":
            depth = max(depth - 1, 0)
    return None


def _after_item(data: bytes, at: int) -> int:
    """Where a word or a bracketed group ends."""
    found = _ITEM.match(data, at)
    if found is None:
        return at
    if found["open"] is None:
        return found.end()
    depth = 0
    for bracket in _HEAD.finditer(data, found.start("open")):
        if bracket.lastgroup in ("open", "inline"):
            depth += 1
        elif bracket.lastgroup == "close":
            depth -= 1
            if depth == 0:
                return bracket.end()
    return at


def _end_of_body(data: bytes, opening: int) -> tuple[int, bool]:
    """Where the body ends whose brace opens there, and whether it is closed."""
    depth, reached = 0, len(data)
    for found in _SHAPE.finditer(data, opening):
        token = found[0]
        if token == b"{":
            depth += 1
        elif token == b"}":
            depth -= 1
            if depth == 0:
                return found.end(), True
        elif token.endswith(b"define") and token[:1] not in b';"':
            reached = found.start()
            break
    closed = data.rfind(b"\n}", opening, reached)
    return (closed + 2, False) if closed >= 0 else (_before_blanks(data, opening, reached), False)


def _before_blanks(data: bytes, start: int, end: int) -> int:
    return start + len(data[start:end].rstrip())


def _note_above(data: bytes, begin: int) -> Span | None:
    line = data.rfind(b"\n", 0, begin) + 1
    above = data.rfind(b"\n", 0, max(line - 1, 0)) + 1
    found = (
        _FUNCTION_ATTRIBUTES.match(data[above:line]) if data[line:begin].strip() == b"" else None
    )
    return Span(above, line) if found is not None else None


def _without_trailing_notes(data: bytes, start: int, end: int) -> int:
    """Where an entity ends, without the comments and blank lines that follow it."""
    lines = data[start:end].splitlines(keepends=True)
    while len(lines) > 1 and (not lines[-1].strip() or lines[-1].lstrip().startswith(b";")):
        lines.pop()
    return _before_blanks(data, start, start + sum(map(len, lines)))
