"""Code that an answer hands out in several blocks, put together where one needs another."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from hasten.prompts.answer_text import Piece
from hasten.prompts.items import items_of
from hasten.source.cpp import CppSource
from hasten.source.lexical import tokens


def with_what_they_need(pieces: Sequence[Piece], original: CppSource) -> tuple[Piece, ...]:
    """The pieces, each after the earlier ones that declare something new which it uses.

    A piece that declares what the original or the other piece declares, too, is another version of
    it, and nothing that it needs.
    """
    if len(pieces) < 2:
        return tuple(pieces)
    parsed = [CppSource.parse(piece.code) for piece in pieces]
    declared = [_declared(source) for source in parsed]
    known = _declared(original)
    joined: list[Piece] = []
    for place, piece in enumerate(pieces):
        used = {token.text for token in tokens(parsed[place].data) if token.kind == "word"}
        taken = declared[place]
        needed: list[str] = []
        for earlier in reversed(range(place)):
            names = declared[earlier]
            is_new = not names & (known | taken) and not pieces[earlier].is_diff
            if is_new and names & used and pieces[earlier].closed:
                needed.insert(0, pieces[earlier].code)
                taken = taken | names
                used |= {t.text for t in tokens(parsed[earlier].data) if t.kind == "word"}
        joined.append(evolve(piece, code="\n".join([*needed, piece.code])))
    return tuple(joined)


def _declared(source: CppSource) -> frozenset[bytes]:
    names = {name for item in items_of(source) for name in item.names}
    names |= {function.name for function in source.functions}
    return frozenset(name.encode("utf-8", "surrogatepass") for name in names)
