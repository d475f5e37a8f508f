"""The formats of printf and scanf: their parts, and the types of what goes with them."""

from __future__ import annotations

import re

from attrs import frozen

from hasten.rules.io.places import Place
from hasten.rules.io.program import Names

_PIECE = re.compile(
    r"%(?P<shape>\*?[-0+ #]*\d{0,4})(?P<decimals>\.\d{1,2})?"
    r"(?P<kind>[hlLz]*(?:\[\^(?:[^]\\]|\\[ntr\"\\])\]|[a-zA-Z%]))"
    r"|(?P<blank>(?:[ ]|\\[ntrfv])+)"
    r"|(?P<text>(?:[^%\\ ]|\\[^ntrfv])+)"
)


@frozen
class Piece:
    """Part of a format: a conversion (`kind`, perhaps with decimals), or text to be matched.

    `shape` are the flags and the width of a conversion; `kind` of one that reads up to a letter is
    written as in the format, `[^,]`.
    """

    text: str
    kind: str = ""
    decimals: int | None = None
    shape: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether it is text that stands for any white space in scanf."""
        return not self.kind and re.fullmatch(r"(?:[ ]|\\[ntrfv])+", self.text) is not None


def format_of(place: Place) -> list[Piece] | None:
    """The pieces of the format that a call begins with, None when it is not one plain literal."""
    literal = place.near(2)
    if place.near(1) != "(" or place.near(3) not in (",", ")"):
        return None
    if not (len(literal) >= 2 and literal.startswith('"') and literal.endswith('"')):
        return None
    pieces: list[Piece] = []
    at, end = 1, len(literal) - 1
    while at < end:
        found = _PIECE.match(literal, at, end)
        if found is None:
            return None
        kind, decimals = found["kind"] or "", found["decimals"]
        shape = found["shape"] or ""
        if kind == "%" and (shape or decimals):
            return None
        if kind == "%":
            pieces.append(Piece("%"))
        else:
            digits = int(decimals[1:]) if decimals else None
            pieces.append(Piece(found.group(), kind, digits, shape))
        at = found.end()
    return pieces


def argument_types(names: Names, place: Place, count: int) -> list[str] | None:
    """The canonical types of a call's arguments; None when clang does not list this call.

    In macros they are not known: empty.
    """
    if names.in_macro(place):
        return [""] * count
    for call in names.facts.calls:
        is_it = call.start in (place.whole_start, place.start)
        if is_it and call.callee in (place.word, f"std::{place.word}"):
            return list(call.argument_types) if len(call.argument_types) == count else None
    return None
