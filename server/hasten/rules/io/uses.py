"""How a program uses one of its standard streams, and what has to change when another does it."""

from __future__ import annotations

import re

from attrs import frozen

from hasten.rules.analysis import is_string, value_type
from hasten.rules.io.needs import NAMESPACE, PRINTABLE, READABLE
from hasten.rules.io.places import Place

__all__ = ["NAMESPACE", "Change", "Uses", "is_text", "printable", "readable", "renamed"]

Change = tuple[int, int, str]
"""Start, end and new text, in bytes."""


@frozen
class Uses:
    """Uses of a stream, all of them understood: how the text changes, and what is needed for it.

    `removed` are the byte ranges of statements that become pointless; `types` and `names` are
    those of `hasten.rules.io.needs.Needs`; `places` are where the program reads or prints.
    """

    changes: tuple[Change, ...] = ()
    removed: tuple[tuple[int, int], ...] = ()
    types: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    places: tuple[Place, ...] = ()

    def with_(self, other: Uses) -> Uses:
        """Both together."""
        return Uses(
            self.changes + other.changes,
            self.removed + other.removed,
            self.types | other.types,
            self.names | other.names,
            self.places + other.places,
        )


def renamed(place: Place, name: str, *needs: str) -> Uses:
    """The use of a name that becomes the name of a block stream."""
    change = (place.whole_start, place.end, f"{NAMESPACE}::{name}")
    return Uses(changes=(change,), names=frozenset(needs), places=(place,))


def readable(type_name: str) -> str | None:
    """Which of the types in `READABLE` reads into a variable of this canonical type."""
    plain = value_type(type_name)
    if is_string(plain):
        return "string"
    if re.fullmatch(r"char ?(\*|\[\d*\])", plain) and not type_name.startswith("const"):
        return "char *"
    return plain if plain in READABLE else None


def printable(type_name: str) -> str | None:
    """Which of the types in `PRINTABLE` prints a value of this canonical type."""
    plain = value_type(type_name)
    if plain in ("bool", "short", "unsigned short") or "_Bit_reference" in plain:
        return "int"
    if plain == "float":
        return "double"
    if is_string(plain):
        return "string"
    if is_text(plain):
        return "const char *"
    return plain if plain in PRINTABLE else None


def is_text(type_name: str) -> bool:
    """Whether a canonical type is a C string."""
    return re.fullmatch(r"(const )?char ?(\* ?(const)?|\[\d*\])", type_name) is not None
