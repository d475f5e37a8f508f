"""Names where they stand among the tokens: in the code, or in the text of a macro.

Streams are chained and named inside macros as often as outside; tokens see both, and a broken
tree does not matter to them. What the tokens mean is for clang's facts to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from attrs import field, frozen

from hasten.source.cpp import CppSource
from hasten.source.encoding import readable
from hasten.source.lexical import Token, tokens
from hasten.source.once import once

_DEFINE = re.compile(rb"\s*(?:#|%:)\s*define\s+(\w+)(\([^()]*\))?")
_CLOSES = {")": "(", "]": "[", "}": "{"}
_OPENS = {opening: closing for closing, opening in _CLOSES.items()}
_EDGES = frozenset({";", ",", "?", ":", "{", "}", "=", "return", "else", "do", "case"})


@frozen(eq=False, slots=False)
class Row:
    """Tokens in a row: the code of a file without its directives, or what a macro stands for."""

    words: tuple[str, ...] = field(repr=False)
    starts: tuple[int, ...] = field(repr=False)
    ends: tuple[int, ...] = field(repr=False)
    macro: str = ""

    @cached_property
    def indices(self) -> dict[str, list[int]]:
        """Where each word stands."""
        found: dict[str, list[int]] = {}
        for index, word in enumerate(self.words):
            found.setdefault(word, []).append(index)
        return found

    @cached_property
    def partners(self) -> dict[int, int]:
        """The index of the other bracket, for every bracket that has one."""
        found: dict[int, int] = {}
        waiting: list[int] = []
        for index, word in enumerate(self.words):
            if word in _OPENS:
                waiting.append(index)
            elif word in _CLOSES:
                while waiting and self.words[waiting[-1]] != _CLOSES[word]:
                    waiting.pop()
                if waiting:
                    opening = waiting.pop()
                    found[opening], found[index] = index, opening
        return found


@frozen
class Place:
    """One token of a row, and its neighbours. Beyond the ends of the row there is ""."""

    row: Row
    index: int

    @property
    def word(self) -> str:
        """The token's text."""
        return self.row.words[self.index]

    @property
    def start(self) -> int:
        """Where the token starts, in bytes."""
        return self.row.starts[self.index]

    @property
    def end(self) -> int:
        """Where the token ends, in bytes."""
        return self.row.ends[self.index]

    def near(self, distance: int) -> str:
        """The text of the token that many places later (earlier when negative)."""
        index = self.index + distance
        return self.row.words[index] if 0 <= index < len(self.row.words) else ""

    def at(self, distance: int) -> Place:
        """The place of that neighbour, which must exist."""
        return Place(self.row, self.index + distance)

    @property
    def is_member(self) -> bool:
        """Whether the name is looked up in an object: `x.name`, `p->name`."""
        return self.near(-1) in (".", "->")

    @property
    def qualifier(self) -> str:
        """What is written before the name: "", "std::", "::std::", "other::"."""
        names: list[str] = []
        index = self.index - 1
        while index >= 0 and self.row.words[index] == "::":
            names.append("::")
            if not re.fullmatch(r"[A-Za-z_]\w*", self.row.words[index - 1] if index else ""):
                break
            if index > 1 and self.row.words[index - 1] in ("return", "else", "do", "case"):
                break
            names.append(self.row.words[index - 1])
            index -= 2
        return "".join(reversed(names))

    @property
    def whole_start(self) -> int:
        """Where the name starts with its `std::`, or alone when it is not qualified."""
        parts = {"": 0, "std::": 2, "::std::": 3, "::": 1}.get(self.qualifier, 0)
        return self.row.starts[self.index - parts]

    @property
    def first(self) -> Place:
        """The first token of the name with its qualifier."""
        parts = {"": 0, "std::": 2, "::std::": 3, "::": 1}.get(self.qualifier, 0)
        return Place(self.row, self.index - parts)

    @property
    def arguments(self) -> tuple[tuple[int, int], ...] | None:
        """The byte ranges of the arguments when the name is called, None when it is not."""
        opening = self.index + 1
        closing = self.row.partners.get(opening, -1)
        if self.near(1) != "(" or closing < 0:
            return None
        found: list[tuple[int, int]] = []
        first = index = opening + 1
        while index <= closing:
            word = self.row.words[index]
            if index == closing or word == ",":
                if index > first:
                    found.append((self.row.starts[first], self.row.ends[index - 1]))
                first = index + 1
            elif word in _OPENS:
                index = self.row.partners.get(index, index)
            index += 1
        return tuple(found)

    @property
    def after_end(self) -> int:
        """Where the call of this name ends, or the name itself when it is not called."""
        closing = self.row.partners.get(self.index + 1, -1)
        return self.row.ends[closing] if self.near(1) == "(" and closing > 0 else self.end

    @property
    def after_call(self) -> Place | None:
        """The token after the closing parenthesis of a call of this name, if there is one."""
        closing = self.row.partners.get(self.index + 1, -1)
        if self.near(1) != "(" or closing < 0 or closing + 1 >= len(self.row.words):
            return None
        return Place(self.row, closing + 1)

    def chain_root(self, operator: str) -> Place | None:
        """What the chain around the token starts with: `cout` in `cout << x << endl`."""
        index, first = self.index - 1, -1
        while index >= 0 and self.row.words[index] not in _EDGES:
            word = self.row.words[index]
            if word == operator:
                first = index
            elif word in _OPENS:
                break
            elif word in _CLOSES:
                index = self.row.partners.get(index, index)
            index -= 1
        return Place(self.row, first - 1) if first > 0 else None


@once
def rows_of(source: CppSource) -> tuple[Row, ...]:
    """The code, then the body of each macro that the text defines."""
    data = readable(source.data)
    code: list[Token] = []
    macros: list[Row] = []
    for token in tokens(data):
        if token.kind == "directive":
            if (head := _DEFINE.match(token.text)) is not None:
                inside = tokens(data, token.start + head.end(), token.end)
                macros.append(_row(list(inside), head.group(1).decode("utf-8", "replace")))
        elif token.kind != "comment":
            code.append(token)
    return (_row(code), *macros)


def places_of(rows: Sequence[Row], *words: str) -> Iterator[Place]:
    """Every place of those words."""
    for row in rows:
        for index in sorted(index for word in {*words} for index in row.indices.get(word, ())):
            yield Place(row, index)


def _row(parts: list[Token], macro: str = "") -> Row:
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for token in parts:
        text = token.text.decode("utf-8", "replace")
        if words and text in ("<", ">", "&", "|") and words[-1] == text and ends[-1] == token.start:
            words[-1] += text
            ends[-1] = token.end
            continue
        if token.kind == "comment":
            continue
        words.append(text)
        starts.append(token.start)
        ends.append(token.end)
    return Row(tuple(words), tuple(starts), tuple(ends), macro)
