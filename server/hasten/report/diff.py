"""A unified diff as lines to lay out: numbered, and with the changed words of a line marked."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Literal

from attrs import evolve, frozen

Kind = Literal["hunk", "same", "old", "new"]

_HUNK = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@(.*)")
_WORD = re.compile(r"\w+|\s+|[^\w\s]")
_ALIKE = 0.4
"""Below this similarity two lines are different lines, and marking words would only be noise."""


@frozen
class Piece:
    """A run of text within a line, and whether it is what changed."""

    text: str
    changed: bool = False


@frozen
class Line:
    """One line of a diff. `old` and `new` are its numbers in the two texts, None where absent."""

    kind: Kind
    old: int | None
    new: int | None
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The whole line, without its sign."""
        return "".join(piece.text for piece in self.pieces)


def lines(diff: str) -> tuple[Line, ...]:
    """The lines of a unified diff of one file; its two header lines are left out."""
    found: list[Line] = []
    block: list[Line] = []
    for line in _parsed(diff):
        if line.kind not in ("old", "new"):
            found += _with_words(block)
            block = []
            found.append(line)
        else:
            block.append(line)
    return (*found, *_with_words(block))


def _parsed(diff: str) -> Iterator[Line]:
    old = new = 0
    for raw in diff.split("\n"):
        text = raw.removesuffix("\r")
        hunk = _HUNK.match(text)
        if hunk:
            old, new = int(hunk[1]), int(hunk[2])
            if old > 1:
                yield Line("hunk", None, None, (Piece(hunk[3].strip()),))
        elif not old and not new:
            continue
        elif text.startswith("-"):
            yield Line("old", old, None, (Piece(text[1:]),))
            old += 1
        elif text.startswith("+"):
            yield Line("new", None, new, (Piece(text[1:]),))
            new += 1
        elif text.startswith(" "):
            yield Line("same", old, new, (Piece(text[1:]),))
            old += 1
            new += 1


def _with_words(block: list[Line]) -> list[Line]:
    """Pair the removed lines of a block with the added ones and mark the words that differ."""
    gone = [index for index, line in enumerate(block) if line.kind == "old"]
    come = [index for index, line in enumerate(block) if line.kind == "new"]
    marked = list(block)
    for before in gone:
        after = max(come, key=lambda at: _likeness(block[before], block[at]), default=None)
        if after is None or _likeness(block[before], block[after]) < _ALIKE:
            continue
        come.remove(after)
        left, right = _words(block[before].text, block[after].text)
        marked[before] = evolve(block[before], pieces=left)
        marked[after] = evolve(block[after], pieces=right)
    return marked


def _likeness(one: Line, other: Line) -> float:
    return difflib.SequenceMatcher(None, one.text.strip(), other.text.strip()).ratio()


def _words(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    ours, theirs = _WORD.findall(old), _WORD.findall(new)
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, ours, theirs, False).get_opcodes():
        if a < b:
            left.append(Piece("".join(ours[a:b]), tag != "equal"))
        if c < d:
            right.append(Piece("".join(theirs[c:d]), tag != "equal"))
    return tuple(left), tuple(right)
