"""What a program asks of the block streams that stand in for std::cin and std::cout."""

from __future__ import annotations

from attrs import frozen

NAMESPACE = "hasten_io"

# Canonical type -> how it is written. Narrower integers are printed through `int`, as by iostream.
INTEGERS = {
    "short": "short",
    "unsigned short": "unsigned short",
    "int": "int",
    "unsigned int": "unsigned",
    "long": "long",
    "unsigned long": "unsigned long",
    "long long": "long long",
    "unsigned long long": "unsigned long long",
}
PARSERS = {"float": "strtof", "double": "strtod", "long double": "strtold"}
READABLE = (*INTEGERS, "char", *PARSERS, "string", "char *")
PRINTABLE = (*tuple(INTEGERS)[2:], "char", "double", "long double", "string", "const char *")


@frozen
class Needs:
    """What a program asks of the stand-ins: types from `READABLE` and `PRINTABLE`, and names.

    `reads`/`prints` None: that side of the program is not replaced. `names` are further members
    and functions: getline, get, peek, ignore, clear, eof, good, fail, ws; scan, getchar; fixed,
    setprecision, print, decimals, formatted. `before_reading` is the statement that shows what has
    been printed before the program waits for input.
    """

    reads: frozenset[str] | None
    prints: frozenset[str] | None
    names: frozenset[str] = frozenset()
    before_reading: str = ""
