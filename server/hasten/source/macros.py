"""Macro expansion as the preprocessor does it, for macros without `#`, `##` and `...`.

Dave Prosser's algorithm, on which the C standard's wording is based: each token carries the names
that may not be expanded in it any more. Here a name that is held back so is an error: the text that
comes out is read by a preprocessor again, which would not know.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from attrs import evolve, field, frozen

from hasten.source.encoding import decode, encode
from hasten.source.lexical import TokenKind, tokens

_CONTINUED = re.compile(r"\\\r?\n")
_STRANGE = re.compile(
    r"#|__VA_ARGS__|__VA_OPT__|_Pragma|__LINE__|__COUNTER__|__FILE__|assert|defined"
)
_BEFORE_OPERAND = frozenset("<=+-*/%&|")
_AFTER_OPERAND = frozenset(";)]},<>=+-*/%&|?:")
_MOST_TOKENS = 4000


class ExpansionError(ValueError):
    """What is written here cannot be expanded so that it means the same."""


@frozen
class _Piece:
    """A token, where it was written (in a text of that name), and what it hides from expansion."""

    kind: TokenKind
    text: str
    home: str
    start: int
    end: int
    spaced: bool
    hidden: frozenset[str] = frozenset()

    def touches(self, following: _Piece) -> bool:
        """Whether the other token was written right behind this one."""
        return self.home == following.home and self.end == following.start


@frozen
class MacroDefinition:
    """A macro: its name, its parameters (None when it is not function-like), and its body."""

    name: str
    parameters: tuple[str, ...] | None
    body: tuple[_Piece, ...] = field(repr=False)


def parse_definition(name: str, text: str) -> MacroDefinition | None:
    """The macro of a `#define`, given the text from its name on; None for what is not covered."""
    pieces = _pieces(_CONTINUED.sub(" ", text), name)
    if pieces is None or not pieces or pieces[0].text != name:
        return None
    if any(_STRANGE.fullmatch(p.text) for p in pieces):
        return None
    rest = pieces[1:]
    if not rest or rest[0].text != "(" or rest[0].spaced:
        return MacroDefinition(name, None, tuple(rest))
    closing = next((i for i, p in enumerate(rest) if p.text == ")"), None)
    if closing is None:
        return None
    listed = [p.text for p in rest[1:closing]]
    names = listed[::2]
    if any(sign != "," for sign in listed[1::2]) or not all(n.isidentifier() for n in names):
        return None
    return MacroDefinition(name, tuple(names), tuple(rest[closing + 1 :]))


def expand_text(text: str, macros: Mapping[str, MacroDefinition], known: frozenset[str]) -> str:
    """The text with all macros expanded; `known` are the names of macros that are not covered.

    Raises ExpansionError when that cannot be done, or would not mean the same when read again.
    """
    pieces = _pieces(text, "")
    if pieces is None:
        raise ExpansionError("a directive or comment within a use of a macro")
    return _joined(_without_parentheses(_Expander(macros, known).expand(pieces)))


def _pieces(text: str, home: str) -> list[_Piece] | None:
    """The tokens of a text without its comments; None when it holds a directive."""
    found: list[_Piece] = []
    data, end, spaced = encode(text), 0, False
    for token in tokens(data):
        spaced = spaced or token.start > end
        end = token.end
        if token.kind == "directive":
            return None
        if token.kind == "comment":
            spaced = True
            continue
        text = decode(token.text)
        found.append(_Piece(token.kind, text, home, token.start, token.end, spaced))
        spaced = False
    return found


class _Expander:
    """Expands lists of tokens."""

    def __init__(self, macros: Mapping[str, MacroDefinition], known: frozenset[str]) -> None:
        self._macros = macros
        self._known = known

    def expand(self, pieces: Sequence[_Piece]) -> list[_Piece]:
        pending, done = list(reversed(pieces)), list[_Piece]()
        while pending:
            if len(pending) + len(done) > _MOST_TOKENS:
                raise ExpansionError("an expansion is too long")
            piece = pending.pop()
            if piece.kind == "word" and piece.text in self._known:
                raise ExpansionError(f"{piece.text} is a macro that is not covered")
            macro = self._macros.get(piece.text) if piece.kind == "word" else None
            if macro is None:
                done.append(piece)
                continue
            if piece.text in piece.hidden:
                raise ExpansionError(f"{piece.text} is expanded within itself")
            if macro.parameters is None:
                pending += reversed(self._substituted(macro, piece, {}, piece.hidden))
                continue
            if not pending or pending[-1].text != "(":
                if not pending:
                    raise ExpansionError(f"{piece.text} may be called by what follows")
                done.append(piece)
                continue
            arguments, closing = self._arguments(macro, pending)
            hidden = piece.hidden & closing.hidden
            pending += reversed(self._substituted(macro, piece, arguments, hidden))
        return done

    def _arguments(
        self, macro: MacroDefinition, pending: list[_Piece]
    ) -> tuple[dict[str, list[_Piece]], _Piece]:
        """What is passed for each parameter; `pending` goes on after the closing parenthesis."""
        assert macro.parameters is not None
        pending.pop()
        given, depth = [list[_Piece]()], 0
        while pending:
            piece = pending.pop()
            if piece.text == ")" and depth == 0:
                if macro.parameters == () and given == [[]]:
                    return {}, piece
                if len(given) != len(macro.parameters):
                    break
                return dict(zip(macro.parameters, given, strict=True)), piece
            if piece.text == "," and depth == 0:
                given.append([])
                continue
            if piece.kind == "punctuation":
                depth += (piece.text == "(") - (piece.text == ")")
            given[-1].append(piece)
        raise ExpansionError(f"{macro.name} is not called as it is defined")

    def _substituted(
        self,
        macro: MacroDefinition,
        use: _Piece,
        arguments: dict[str, list[_Piece]],
        hidden: frozenset[str],
    ) -> list[_Piece]:
        """The body in place of a use: each parameter is replaced by its expanded argument."""
        found: list[_Piece] = []
        expanded = {name: self.expand(pieces) for name, pieces in arguments.items()}
        for piece in macro.body:
            if piece.kind == "word" and piece.text in expanded:
                put = list(expanded[piece.text])
                if put:
                    put[0] = evolve(put[0], spaced=piece.spaced)
                found += put
            else:
                found.append(piece)
        found = [evolve(p, hidden=p.hidden | hidden | {macro.name}) for p in found]
        if found:
            found[0] = evolve(found[0], spaced=use.spaced)
        return found


def _without_parentheses(pieces: Sequence[_Piece]) -> list[_Piece]:
    """The tokens without the parentheses around a single operand, as in `i < (n)`."""
    found: list[_Piece] = []
    index = 0
    while index < len(pieces):
        group = pieces[index : index + 4]
        alone = (
            len(group) > 2
            and group[0].text == "("
            and group[1].kind in ("word", "number")
            and group[2].text == ")"
            and not group[0].touches(group[1])
            and bool(found)
            and found[-1].text in _BEFORE_OPERAND
            and (len(group) == 3 or group[3].text in _AFTER_OPERAND)
        )
        if alone:
            found.append(evolve(group[1], spaced=group[0].spaced))
            index += 3
        else:
            found.append(pieces[index])
            index += 1
    return found


def _joined(pieces: Sequence[_Piece]) -> str:
    """The text of the tokens, with a blank wherever two of them would be read as one."""
    text = ""
    before: _Piece | None = None
    for piece in pieces:
        if before is not None and (piece.spaced or _would_join(before, piece)):
            text += " "
        text += piece.text
        before = piece
    return text


def _would_join(one: _Piece, other: _Piece) -> bool:
    if one.touches(other):
        return False
    if one.kind == "punctuation" and other.kind == "punctuation":
        return one.text not in "()[]{};,?~" and other.text not in "()[]{};,?~"
    if one.kind == "punctuation" or other.kind == "punctuation":
        sign, rest = (one, other) if one.kind == "punctuation" else (other, one)
        return rest.kind == "number" and (sign.text == "." or rest.text[-1:] in "eEpP")
    return True
