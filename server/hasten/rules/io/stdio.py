"""What a program does with scanf, printf and their kin, as far as it can be done otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen

from hasten.rules.analysis import ARITHMETIC, INTEGRAL, value_type
from hasten.rules.io.places import Place
from hasten.rules.io.program import STDIO_PRINTS, STDIO_READS, Names
from hasten.rules.io.uses import (
    NAMESPACE,
    Change,
    Uses,
    is_text,
    readable,
    renamed,
)

_READS = {
    "c": "char",
    "d": "int",
    "f": "float",
    "hd": "short",
    "hu": "unsigned short",
    "ld": "long",
    "lf": "double",
    "Lf": "long double",
    "lld": "long long",
    "llu": "unsigned long long",
    "lu": "unsigned long",
    "s": "char *",
    "u": "unsigned int",
}
_PRINTS = {
    "c": "char",
    "d": "int",
    "f": "double",
    "i": "int",
    "ld": "long",
    "lf": "double",
    "lld": "long long",
    "llu": "unsigned long long",
    "lu": "unsigned long",
    "s": "const char *",
    "u": "unsigned int",
    "zu": "unsigned long",
}
_SHAPED = {
    "x": "unsigned int",
    "X": "unsigned int",
    "o": "unsigned int",
    "lx": "unsigned long",
    "llx": "unsigned long long",
    "llX": "unsigned long long",
    "e": "double",
    "g": "double",
}
_PIECE = re.compile(
    r"%(?P<shape>[-0+ #]*\d{0,2})(?P<decimals>\.\d{1,2})?(?P<kind>[hlLz]*[a-zA-Z%])"
    r"|(?P<blank>(?:[ ]|\\[ntrfv])+)"
    r"|(?P<text>(?:[^%\\ ]|\\[^ntrfv])+)"
)
_PLAIN_OPERAND = re.compile(r"&\s*(?:\w|\.|->|::|\s|\[[^&]*?\])+", re.ASCII)
_PRINT = frozenset({"print"})


@frozen
class _Piece:
    """Part of a format: a conversion (`kind`, perhaps with decimals), or text to be matched.

    `shape` are the flags and the width of a conversion.
    """

    text: str
    kind: str = ""
    decimals: int | None = None
    shape: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether it is text that stands for any white space in scanf."""
        return not self.kind and re.fullmatch(r"(?:[ ]|\\[ntrfv])+", self.text) is not None


def uses_of_stdio_input(names: Names) -> Uses | None:
    """How C's stdio reads standard input; None when something is done that is not understood."""
    uses = Uses()
    is_loose = False
    for place, standing in names.places(*STDIO_READS):
        if standing == "inactive":
            continue
        found = None
        if place.word in ("getchar", "getchar_unlocked") and place.arguments == ():
            found = renamed(place, "in.getchar", "getchar")
        elif place.word == "scanf":
            found = _scan(names, place)
            is_loose = is_loose or (_format(place) or [_Piece("")])[-1].is_blank
        if found is None or standing == "unknown":
            return None
        uses = uses.with_(found)
    # A blank at the end of a format skips what getchar would see next.
    return None if is_loose and "getchar" in uses.names else uses


def uses_of_stdio_output(names: Names) -> Uses | None:
    """How C's stdio prints; None when something is done that is not understood."""
    uses = Uses()
    for place, standing in names.places(*STDIO_PRINTS):
        if standing == "inactive":
            continue
        found = _print(names, place) if _is_statement(place) else None
        if found is None or standing == "unknown":
            return None
        uses = uses.with_(found)
    return uses


def _is_statement(place: Place) -> bool:
    """Whether the value of the call is not used, so far as the neighbouring tokens tell."""
    before, after = place.first.near(-1), place.after_call
    begins = ("", ";", "{", ")", "else", "do")
    if after is None:  # the last token of a macro
        return bool(place.row.macro) and place.arguments is not None and before in begins
    if after.word == ";":
        return before in (*begins, "}", ":", ",")
    if after.word == ",":
        return before in (*begins, "}", "return")
    return after.word == ":" and before == "?" and after.near(1) in STDIO_PRINTS


def _format(place: Place) -> list[_Piece] | None:
    """The pieces of the format that a call begins with, None when it is not one plain literal."""
    literal = place.near(2)
    if place.near(1) != "(" or place.near(3) not in (",", ")"):
        return None
    if not (len(literal) >= 2 and literal.startswith('"') and literal.endswith('"')):
        return None
    pieces: list[_Piece] = []
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
            pieces.append(_Piece("%"))
        else:
            digits = int(decimals[1:]) if decimals else None
            pieces.append(_Piece(found.group(), kind, digits, shape))
        at = found.end()
    return pieces


def _argument_types(names: Names, place: Place, count: int) -> list[str] | None:
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


# --- scanf ---------------------------------------------------------------------------------------


def _scan(names: Names, place: Place) -> Uses | None:
    pieces, arguments = _format(place), place.arguments
    kinds = _kinds_of(pieces) if pieces is not None else None
    if not kinds or arguments is None or len(arguments) != len(kinds) + 1:
        return None
    types = _argument_types(names, place, len(arguments))
    if types is None:
        return None
    changes: list[Change] = [(place.whole_start, arguments[1][0], f"{NAMESPACE}::scan(")]
    for (start, end), kind, actual in zip(arguments[1:], kinds, types[1:], strict=True):
        if actual and not _points_to(actual, kind):
            return None
        if kind != "char *":
            changes += _dereferenced(names, start, end)
    return Uses(
        changes=tuple(changes),
        types=frozenset(kinds),
        names=frozenset({"scan"}),
        places=(place,),
    )


def _kinds_of(pieces: list[_Piece]) -> list[str] | None:
    """What each conversion reads; None when the format asks for more than words and numbers."""
    kinds: list[str] = []
    skips_blanks = False
    for piece in pieces:
        kind = _READS.get(piece.kind)
        if piece.kind:
            if kind is None or piece.decimals is not None or piece.shape:
                return None
            if kind == "char" and not skips_blanks:
                return None
            kinds.append(kind)
        elif not piece.is_blank:
            return None
        skips_blanks = piece.is_blank
    return kinds


def _points_to(actual: str, kind: str) -> bool:
    if kind == "char *":
        return readable(actual) == "char *"
    return re.fullmatch(re.escape(kind) + r" ?(?:\*( ?const)?|\[\d*\])", actual) is not None


def _dereferenced(names: Names, start: int, end: int) -> list[Change]:
    text = names.source.data[start:end].decode("utf-8", "replace")
    if _PLAIN_OPERAND.fullmatch(text):
        return [(start, start + len(text) - len(text[1:].lstrip()), "")]
    return [(start, start, "*("), (end, end, ")")]


# --- printf --------------------------------------------------------------------------------------


def _print(names: Names, place: Place) -> Uses | None:
    arguments = place.arguments
    if not arguments:
        return None
    if place.word == "printf":
        return _print_format(names, place, arguments)
    if place.word not in ("puts", "putchar", "putchar_unlocked") or len(arguments) != 1:
        return None
    (start, end) = arguments[0]
    single = place.near(2) if place.near(3) == ")" else ""
    head: Change = (place.whole_start, start, f"{NAMESPACE}::print(")
    tail: list[Change]
    if place.word != "puts":
        tail, types = ([] if single.startswith("'") else _cast("char", start, end)), {"char"}
    elif single.startswith('"'):
        tail, types = [(end - 1, end, '\\n"')], {"const char *"}
    else:
        tail, types = [(end, end, r", '\n'")], {"const char *", "char"}
    return Uses(changes=(head, *tail), types=frozenset(types), names=_PRINT, places=(place,))


def _print_format(
    names: Names, place: Place, arguments: tuple[tuple[int, int], ...]
) -> Uses | None:
    pieces, types = _format(place), _argument_types(names, place, len(arguments))
    if pieces is None or types is None:
        return None
    conversions = [piece for piece in pieces if piece.kind]
    if len(conversions) != len(arguments) - 1:
        return None
    texts = list(_texts_around(pieces))
    changes: list[Change] = []
    at, lead = place.whole_start, f"{NAMESPACE}::print("
    for piece, text, (start, end), actual in zip(
        conversions, texts[:-1], arguments[1:], types[1:], strict=True
    ):
        argument = _printed(names, piece, start, end, actual)
        if argument is None:
            return None
        changes += [(at, start, lead + (f"{_literal(text)}, " if text else "")), *argument]
        at, lead = end, ", "
    if not conversions:
        changes.append((at, arguments[0][1], lead + (_literal(texts[-1]) or '""')))
    elif texts[-1]:
        changes.append((at, at, lead + _literal(texts[-1])))
    needed = {_literal_type(text) for text in texts if text} | {
        _PRINTS[piece.kind] for piece in conversions if not _is_shaped(piece)
    }
    reals = needed & {"double"}
    shaped = any(_is_shaped(piece) for piece in conversions)
    plain_reals = any(p.kind in ("f", "lf") and not _is_shaped(p) for p in conversions)
    return Uses(
        changes=tuple(changes),
        types=frozenset(needed - reals),
        names=_PRINT
        | ({"decimals"} if plain_reals else set[str]())
        | ({"formatted"} if shaped else set[str]()),
        places=(place,),
    )


def _texts_around(pieces: list[_Piece]) -> Iterator[str]:
    """What is printed before, between and after the conversions."""
    text = ""
    for piece in pieces:
        if piece.kind:
            yield text
            text = ""
        else:
            text += piece.text
    yield text


def _literal(text: str) -> str:
    if text and _literal_type(text) == "char":
        return {"'": r"'\''", r"\"": "'\"'"}.get(text, f"'{text}'")
    return f'"{text}"' if text else ""


def _literal_type(text: str) -> str:
    is_character = re.fullmatch(r"[\x20-\x5b\x5d-\x7e]|\\[ntr\"\\']", text)
    return "char" if is_character else "const char *"


def _is_shaped(piece: _Piece) -> bool:
    """Whether `snprintf` is to write the conversion: it has flags, a width, or another base."""
    return bool(piece.shape) or piece.kind in _SHAPED


def _shaped(piece: _Piece, start: int, end: int, actual: str) -> list[Change] | None:
    """A number that `snprintf` writes into the block."""
    wanted, plain = _SHAPED.get(piece.kind, _PRINTS.get(piece.kind)), value_type(actual)
    if wanted is None or wanted == "const char *" or not actual:
        return None
    if wanted == "double" and plain not in ("double", "float"):
        return None
    if wanted != "double" and (plain not in INTEGRAL or piece.decimals is not None):
        return None
    written = {"unsigned int": "unsigned"}.get(wanted, wanted)
    head = f'{NAMESPACE}::formatted<{written}>("{piece.text}", '
    return [(start, start, head), (end, end, ")")]


def _printed(names: Names, piece: _Piece, start: int, end: int, actual: str) -> list[Change] | None:
    """How an argument of printf changes; None when it is not what its conversion expects."""
    if _is_shaped(piece):
        return _shaped(piece, start, end, actual)
    wanted, plain = _PRINTS.get(piece.kind), value_type(actual)
    if wanted is None or (piece.decimals is not None and wanted != "double"):
        return None
    if wanted == "double":
        if actual and plain not in ("double", "float"):
            return None
        decimals = 6 if piece.decimals is None else piece.decimals
        return [(start, start, f"{NAMESPACE}::decimals("), (end, end, f", {decimals})")]
    if not actual:
        return _cast(wanted, start, end)
    if wanted == "const char *":
        return [] if is_text(plain) else None
    if plain not in ARITHMETIC or plain in ("float", "double", "long double"):
        return None
    is_same = plain == wanted and not _is_promoted(names, wanted, start, end)
    return [] if is_same else _cast(wanted, start, end)


def _is_promoted(names: Names, wanted: str, start: int, end: int) -> bool:
    """Whether an argument is a name of a narrower type, which clang promotes for printf."""
    reference = names.facts.reference_at.get(start)
    is_name = reference is not None and reference.end == end
    return reference is not None and is_name and value_type(reference.type) != wanted


def _cast(wanted: str, start: int, end: int) -> list[Change]:
    written = {"unsigned int": "unsigned"}.get(wanted, wanted)
    return [(start, start, f"static_cast<{written}>("), (end, end, ")")]
