"""What a program reads with scanf and its kin, as far as it can be done otherwise."""

from __future__ import annotations

import re

from attrs import frozen

from hasten.rules.io.formats import Piece, argument_types, format_of
from hasten.rules.io.needs import INTEGERS
from hasten.rules.io.places import Place
from hasten.rules.io.program import STDIO_READS, Names
from hasten.rules.io.uses import NAMESPACE, Change, Uses, readable, renamed
from hasten.source.once import once

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
_PLAIN_OPERAND = re.compile(r"&\s*(?:\w|\.|->|::|\s|\[[^&]*?\])+", re.ASCII)


@once
def uses_of_stdio_input(names: Names) -> Uses | None:
    """How C's stdio reads standard input; None when something is done that is not understood."""
    uses = Uses()
    for place, standing in names.places(*STDIO_READS):
        if standing == "inactive":
            continue
        found = None
        if place.word in ("getchar", "getchar_unlocked") and place.arguments == ():
            found = renamed(place, "in.getchar", "getchar")
        elif place.word == "scanf":
            found = _scan(names, place)
        elif place.word == "stdin":
            found = _from_file(names, place)
        if found is None or standing == "unknown":
            return None
        uses = uses.with_(found)
    return uses


def _from_file(names: Names, place: Place) -> Uses | None:
    """`fgets(line, 80, stdin)` and the like, where `place` is the `stdin`."""
    opening = place.row.partners.get(place.index + 1, 0) if place.near(1) == ")" else 0
    call = Place(place.row, max(opening - 1, 0))
    arguments = call.arguments
    if not arguments or names.standing(call) != "ours" or place.end != arguments[-1][1]:
        return None
    if call.word in ("getc", "fgetc", "feof") and len(arguments) == 1:
        name = "eof" if call.word == "feof" else "getchar"
        change = (call.whole_start, call.after_end, f"{NAMESPACE}::in.{name}()")
        return Uses(changes=(change,), names=frozenset({name}), places=(call,))
    if call.word != "fgets" or len(arguments) != 3 or place.near(-1) != ",":
        return None
    changes = (
        (call.whole_start, call.end, f"{NAMESPACE}::in.fgets"),
        (arguments[1][1], place.end, ""),
    )
    return Uses(changes=changes, names=frozenset({"fgets"}), places=(call,))


def _scan(names: Names, place: Place) -> Uses | None:
    pieces, arguments = format_of(place), place.arguments
    if not pieces or arguments is None:
        return None
    stored = [p for p in pieces if p.kind and not p.shape.startswith("*")]
    types = argument_types(names, place, len(arguments))
    if types is None or len(stored) != len(arguments) - 1 or not stored:
        return None
    found = _parts(pieces)
    if found is None:
        return None
    parts, needed = found
    changes: list[Change] = []
    at, text = place.whole_start, f"{NAMESPACE}::scan("
    rest = iter(zip(arguments[1:], types[1:], strict=True))
    for index, part in enumerate(parts):
        text += ", " if index > 0 else ""
        if part.kind is None:
            text += part.before
            continue
        (start, end), actual = next(rest)
        if actual and not _points_to(actual, part.kind):
            return None
        changes.append((at, start, text + part.before))
        if part.kind != "char *":
            changes += _dereferenced(names, start, end)
        at, text = end, part.after
    if text:
        changes.append((at, at if changes else arguments[0][1], text))
    kinds = {part.kind for part in parts if part.kind is not None and not part.before}
    return Uses(
        changes=tuple(changes),
        types=frozenset(kinds) | needed.types,
        names=frozenset({"scan"}) | needed.names,
        places=(place,),
    )


@frozen
class _Part:
    """What stands for a part of a format: text before and after the argument, if it has one."""

    before: str
    kind: str | None = None
    after: str = ""


def _parts(pieces: list[Piece]) -> tuple[list[_Part], Uses] | None:
    """What stands for each part of a format; None when it asks for something else."""
    parts: list[_Part] = []
    needed = Uses()
    blank = False
    for index, piece in enumerate(pieces):
        if piece.is_blank:
            blank = True
            if index == len(pieces) - 1:
                parts.append(_Part(f"{NAMESPACE}::blanks"))
                needed = needed.with_(_BLANKS)
            continue
        part, needs = _part(piece, blank)
        if part is None:
            return None
        if blank and needs.names & {"literal", "letter", "until"}:
            parts.append(_Part(f"{NAMESPACE}::blanks"))
            needed = needed.with_(_BLANKS)
        parts.append(part)
        needed = needed.with_(needs)
        blank = False
    return parts, needed


_BLANKS = Uses(names=frozenset({"blanks"}))


def _part(piece: Piece, blank: bool) -> tuple[_Part | None, Uses]:
    """What stands for one conversion, or for text, and what is needed for it."""
    if not piece.kind:
        text = piece.text.replace("%%", "%")
        return _Part(f'{NAMESPACE}::literal("{text}")'), Uses(names=frozenset({"literal"}))
    is_skipped, width = piece.shape.startswith("*"), piece.shape.lstrip("*")
    kind = _READS.get(piece.kind, "char *" if piece.kind.startswith("[") else None)
    if kind is None or piece.decimals is not None or (width and not _WIDTH.fullmatch(width)):
        return None, Uses()
    if piece.kind.startswith("["):
        if is_skipped:
            return None, Uses()
        stop = _letter(piece.kind[2:-1])
        after = f", {stop}, {width})" if width else f", {stop})"
        return _Part(f"{NAMESPACE}::until(", kind, after), Uses(names=frozenset({"until"}))
    if is_skipped:
        return _skipped(kind) if not width else (None, Uses())
    if kind == "char":
        if width:
            return None, Uses()
        if blank:
            return _Part("", kind), Uses()
        return _Part(f"{NAMESPACE}::letter(", kind, ")"), Uses(names=frozenset({"letter"}))
    if not width:
        return _Part("", kind), Uses()
    name = "word" if kind == "char *" else "digits" if kind in INTEGERS else None
    if name is None:
        return None, Uses()
    return _Part(f"{NAMESPACE}::{name}(", kind, f", {width})"), Uses(names=frozenset({name}))


def _skipped(kind: str) -> tuple[_Part | None, Uses]:
    """A value that is read and left."""
    if kind == "char":
        return _Part(f"{NAMESPACE}::any_letter"), Uses(names=frozenset({"letter", "any_letter"}))
    if kind not in INTEGERS:
        return None, Uses()
    written = f"{NAMESPACE}::Ignored<{INTEGERS[kind]}>()"
    return _Part(written), Uses(names=frozenset({"ignored"}), types=frozenset({kind}))


def _letter(text: str) -> str:
    return r"'\''" if text == "'" else "'\"'" if text == r"\"" else f"'{text}'"


_WIDTH = re.compile(r"[1-9]\d{0,4}")


def _points_to(actual: str, kind: str) -> bool:
    if kind == "char *":
        return readable(actual) == "char *"
    return re.fullmatch(re.escape(kind) + r" ?(?:\*( ?const)?|\[\d*\])", actual) is not None


def _dereferenced(names: Names, start: int, end: int) -> list[Change]:
    text = names.source.data[start:end].decode("utf-8", "replace")
    if _PLAIN_OPERAND.fullmatch(text):
        return [(start, start + len(text) - len(text[1:].lstrip()), "")]
    return [(start, start, "*("), (end, end, ")")]
