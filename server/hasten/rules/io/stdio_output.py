"""What a program prints with printf and its kin, as far as it can be done otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hasten.rules.analysis import ARITHMETIC, INTEGRAL, value_type
from hasten.rules.io.formats import Piece, argument_types, format_of
from hasten.rules.io.places import Place
from hasten.rules.io.program import STDIO_PRINTS, Names
from hasten.rules.io.uses import NAMESPACE, Change, Uses, is_text
from hasten.source.once import once

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
    "zx": "unsigned long",
    "llx": "unsigned long long",
    "llX": "unsigned long long",
    "e": "double",
    "g": "double",
}
_WRITTEN = {"unsigned int": "unsigned"}
_PRINT = frozenset({"print"})


@once
def uses_of_stdio_output(names: Names) -> Uses | None:
    """How C's stdio prints; None when something is done that is not understood."""
    uses = Uses()
    for place, standing in names.places(*STDIO_PRINTS):
        if standing == "inactive":
            continue
        if place.word == "stdout":
            found = _to_file(names, place)
        else:
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


def _print(names: Names, place: Place) -> Uses | None:
    arguments = place.arguments
    if not arguments:
        return None
    if place.word == "printf":
        if len(arguments) == 1 and _is_choice_of_texts(place):
            change = (place.whole_start, arguments[0][0], f"{NAMESPACE}::print(")
            types = frozenset({"const char *"})
            return Uses(changes=(change,), types=types, names=_PRINT, places=(place,))
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


def _flush(names: Names, call: Place, file: Place) -> Uses | None:
    """`fflush(stdout)`, as a statement."""
    if call.near(2) != file.word or not _is_statement(call) or names.standing(call) != "ours":
        return None
    change = (call.whole_start, call.after_end, f"{NAMESPACE}::out.flush()")
    return Uses(changes=(change,), places=(call,))


def _is_choice_of_texts(place: Place) -> bool:
    """Whether the one argument is `condition ? "text" : "text"`, with nothing to be formatted."""
    closing = place.row.partners.get(place.index + 1, -1)
    question, first, colon, second = place.row.words[max(closing - 4, 0) : closing] or [""] * 4
    texts = (first, second)
    is_choice = (question, colon) == ("?", ":") and place.row.words.index("?", place.index) == (
        closing - 4
    )
    return is_choice and all(text.startswith('"') and "%" not in text for text in texts)


def _to_file(names: Names, place: Place) -> Uses | None:
    """`fputs(text, stdout)` and the like, where `place` is the `stdout`."""
    closing = place.near(1) == ")" and place.near(-1) in (",", "(")
    opening = place.row.partners.get(place.index + 1, 0) if closing else 0
    if opening < 1:
        return None
    call = Place(place.row, opening - 1)
    arguments = call.arguments
    if call.word == "fflush":
        return _flush(names, call, place)
    if call.word not in ("fputs", "fputc", "putc") or not arguments or len(arguments) != 2:
        return None
    if not _is_statement(call) or names.standing(call) != "ours":
        return None
    (start, end), (_, last) = arguments
    types = argument_types(names, call, 2)
    if types is None or (call.word == "fputs" and types[0] and not is_text(value_type(types[0]))):
        return None
    kind = "const char *" if call.word == "fputs" else "char"
    changes = ((call.whole_start, start, f"{NAMESPACE}::print("), (end, last, ""))
    if kind == "char":
        changes += tuple(_cast("char", start, end))
    return Uses(changes=changes, types=frozenset({kind}), names=_PRINT, places=(call,))


def _print_format(
    names: Names, place: Place, arguments: tuple[tuple[int, int], ...]
) -> Uses | None:
    pieces, types = format_of(place), argument_types(names, place, len(arguments))
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
    printed = Uses()
    for piece in conversions:
        printed = printed.with_(_needed(piece))
    texts_needed = frozenset(_literal_type(text) for text in texts if text)
    found = Uses(tuple(changes), types=texts_needed, names=_PRINT, places=(place,))
    return found.with_(printed)


def _needed(piece: Piece) -> Uses:
    """The types and names that a conversion needs."""
    kind = _PRINTS.get(piece.kind, "")
    if _is_formatted(piece):
        return Uses(names=frozenset({"formatted"}))
    if _has_zeros(piece):
        types = {kind if kind.startswith("unsigned") else f"unsigned {kind}", "char"}
        return Uses(types=frozenset(types), names=frozenset({"zeros", "padded"}))
    padded = frozenset({"padded"} if piece.shape else set[str]())
    if kind == "double":
        return Uses(names=frozenset({"decimals"}) | padded)
    return Uses(types=frozenset({kind}), names=padded)


def _texts_around(pieces: list[Piece]) -> Iterator[str]:
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


def _is_formatted(piece: Piece) -> bool:
    """Whether `snprintf` is to write the conversion: it has flags, or another base."""
    if piece.kind in _SHAPED:
        return True
    return bool(piece.shape) and not _is_padded(piece) and not _has_zeros(piece)


def _is_padded(piece: Piece) -> bool:
    """Whether the conversion has a width that is filled with blanks."""
    is_whole = piece.decimals is None or _PRINTS.get(piece.kind) == "double"
    return is_whole and re.fullmatch(r"-?[1-9]\d{0,3}", piece.shape) is not None


def _has_zeros(piece: Piece) -> bool:
    """Whether the conversion of an integer has a width that is filled with zeros."""
    is_integer = _PRINTS.get(piece.kind, "") in INTEGRAL - {"char"} and piece.decimals is None
    return is_integer and re.fullmatch(r"0[1-9]\d{0,3}", piece.shape) is not None


def _formatted(piece: Piece, start: int, end: int, actual: str) -> list[Change] | None:
    """A number that `snprintf` writes into the block."""
    wanted, plain = _SHAPED.get(piece.kind, _PRINTS.get(piece.kind)), value_type(actual)
    if wanted is None or wanted == "const char *" or not actual:
        return None
    if re.search(r"\d{3}", piece.shape):
        return None  # more than there is room for
    if wanted == "double" and plain not in ("double", "float"):
        return None
    if wanted != "double" and (plain not in INTEGRAL or piece.decimals is not None):
        return None
    head = f'{NAMESPACE}::formatted<{_WRITTEN.get(wanted, wanted)}>("{piece.text}", '
    return [(start, start, head), (end, end, ")")]


def _printed(names: Names, piece: Piece, start: int, end: int, actual: str) -> list[Change] | None:
    """How an argument of printf changes; None when it is not what its conversion expects."""
    if _is_formatted(piece):
        return _formatted(piece, start, end, actual)
    found = _plainly(names, piece, start, end, actual)
    if found is None or not piece.shape:
        return found
    name = "zeros" if _has_zeros(piece) else "padded"
    head, tail = (start, start, f"{NAMESPACE}::{name}("), (end, end, f", {int(piece.shape)})")
    return [head, *found, tail]


def _plainly(names: Names, piece: Piece, start: int, end: int, actual: str) -> list[Change] | None:
    """How an argument changes, but for its width."""
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
    head = f"static_cast<{_WRITTEN.get(wanted, wanted)}>("
    return [(start, start, head), (end, end, ")")]
