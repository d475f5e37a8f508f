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
READABLE = (
    *INTEGERS,
    *("bool", "char", "signed char", "unsigned char"),
    *PARSERS,
    *("string", "char *"),
)
PRINTABLE = (
    *tuple(INTEGERS)[2:],
    *("char", "signed char", "unsigned char"),
    *("double", "long double", "string", "const char *"),
)
FORMATS = frozenset({"fixed", "scientific", "defaultfloat", "setprecision"})
"""Names that ask for a format of real numbers."""

PADDING = frozenset({"setw", "setfill", "left", "right", "padded"})
"""Names that ask for a width of what is printed."""

SCANNED = ("literal", "blanks", "letter", "any_letter", "digits", "word", "until", "ignored")
"""What stands for parts of scanf's formats that are more than words and numbers."""


@frozen
class Needs:
    """What a program asks of the stand-ins: types from `READABLE` and `PRINTABLE`, and names.

    `reads`/`prints` None: that side of the program is not replaced. `names` are further members
    and functions: getline, get, peek, ignore, clear, eof, good, fail, ws, line; scan, getchar,
    fgets and those of `SCANNED`; those of `FORMATS` and `PADDING`, put, write, flush, print,
    decimals, zeros, formatted. `before_reading` is the statement that shows what has been printed
    before the program waits for input.
    """

    reads: frozenset[str] | None
    prints: frozenset[str] | None
    names: frozenset[str] = frozenset()
    before_reading: str = ""
