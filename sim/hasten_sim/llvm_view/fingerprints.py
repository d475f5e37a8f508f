"""What tells functions of a module apart: digests of their text, as LLVM prints it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import NamedTuple

_NAME = re.compile(rb'define [^\n]*?@("[^"\n]*"|[-\w.$]+)\(')
_GROUP = re.compile(rb"^attributes #(\d+) = (.*)$", re.MULTILINE)
_ATTRIBUTES = re.compile(rb"#(\d+)")
_METADATA = re.compile(rb"!\d+")
_ALIAS = re.compile(rb"^@[^\n]* = [^\n\"]*\b(?:alias|ifunc) ", re.MULTILINE)
_FOR_DEBUGGERS = re.compile(rb"\n  (?:(?:tail )?call void @llvm\.dbg\.|#dbg_)")
_END = b"\n}\n"
_BEGINNING = b"\ndefine "


class ModulePrints(NamedTuple):
    """A digest for each function, its name and attributes included, and one for the variables."""

    functions: dict[str, bytes]
    variables: bytes
    has_aliases: bool


def instruction_counts(text: bytes) -> dict[str, int]:
    """How many instructions each function has, those for debuggers not counted.

    Instructions are the lines that are set in by two spaces; what goes on in a further line is set
    in by more, and a bracket ends the cases of a switch.
    """
    counts: dict[str, int] = {}
    for name, function in _functions(text.split(_END)[:-1]):
        lines = function.count(b"\n  ") - function.count(b"\n   ") - function.count(b"\n  ]")
        counts[name] = lines - len(_FOR_DEBUGGERS.findall(function))
    return counts


class Fingerprints:
    """Digests that are comparable from one module to the next.

    Numbers of attribute groups mean something only within one module: where they are others than
    in the first one, they are written anew. Those of metadata are left out: they hardly decide
    sizes.
    """

    def __init__(self) -> None:
        self._groups: dict[bytes, bytes] = {}

    def of(self, text: bytes) -> ModulePrints:
        """The digests of a module's parts."""
        *bodies, end = text.split(_END)
        head = text[: _first_function(text)]
        numbers = self._numbers(end)
        functions: dict[str, bytes] = {}
        for name, function in _functions(bodies):
            plain = _METADATA.sub(b"!", function)
            if numbers is not None:
                plain = _ATTRIBUTES.sub(lambda found: numbers.get(found[1], found[0]), plain)
            functions[name] = _digest(plain)
        variables = _digest(_METADATA.sub(b"!", head))
        return ModulePrints(functions, variables, _ALIAS.search(head) is not None)

    def _numbers(self, end: bytes) -> dict[bytes, bytes] | None:
        """The module's numbers of attribute groups to ours; None when they are the same."""
        numbers: dict[bytes, bytes] = {}
        same = True
        for number, meaning in _GROUP.findall(end):
            ours = self._groups.setdefault(meaning, b"%d" % len(self._groups))
            numbers[number] = b"#" + ours
            same = same and ours == number
        return None if same else numbers


def _functions(bodies: list[bytes]) -> Iterator[tuple[str, bytes]]:
    """The functions that the parts of a text end with, by name.

    A name with escapes stays in its quotes, which no other name has.
    """
    for body in bodies:
        function = body[body.rfind(_BEGINNING) + 1 :]
        named = _NAME.match(function)
        if named is not None:
            name = named[1].decode("utf-8", "surrogateescape")
            yield name if "\\" in name else name.strip('"'), function


def _first_function(text: bytes) -> int:
    """Where the variables end."""
    places = (text.find(_BEGINNING), text.find(b"\ndeclare "))
    return min((one for one in places if one >= 0), default=len(text))


def _digest(text: bytes) -> bytes:
    return hashlib.blake2b(text, digest_size=16).digest()
