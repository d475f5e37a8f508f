"""Tell the few x86-64 instructions that cost far more, or less, than an instruction usually does.

Callgrind counts executions by address; the bytes at that address, read from the executable, say
what was executed. Only prefixes, opcode and the first operand byte matter, so no disassembler is
needed.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from attrs import frozen

from hasten_sim.image import EXECUTABLE, Image

OpcodeClass = Literal["div64", "div32", "rep", "syscalls", "float"]

CLASSES: tuple[OpcodeClass, ...] = ("div64", "div32", "rep", "syscalls", "float")

# Intel's manual, volume 2, chapter 2: legacy prefixes, then REX, then the opcode; an operand byte
# with /6 or /7 in its middle bits makes F6 and F7 the divisions DIV and IDIV.
_LEGACY = rb"[\x26\x2e\x36\x3e\x64-\x67\xf0]*+"
_DIVIDES = rb"[\x30-\x3f\x70-\x7f\xb0-\xbf\xf0-\xff]"
_STRING = _LEGACY + rb"[\x40-\x4f]?[\xa4\xa5\xaa\xab]"
# SSE's square root, addition, multiplication, subtraction and division; VEX forms are not told.
_FLOAT = rb"[\x51\x58\x59\x5c\x5e]"
_SPECIAL = re.compile(
    rb"(?P<rep>" + _LEGACY + rb"[\xf2\xf3]" + _STRING + rb")"
    rb"|(?P<div64>" + _LEGACY + rb"[\x48-\x4f]\xf7" + _DIVIDES + rb")"
    rb"|(?P<div32>" + _LEGACY + rb"[\x40-\x47]?(?:\xf7|[\x48-\x4f]?\xf6)" + _DIVIDES + rb")"
    rb"|(?P<syscalls>\x0f\x05)"
    rb"|(?P<float>" + _LEGACY + rb"[\xf2\xf3]?[\x40-\x4f]?\x0f" + _FLOAT + rb")",
    re.DOTALL,
)
# Each pattern consumes one byte, because the middle of an instruction may look like another; and
# begins with a literal, because a search for one is six times faster than for a choice of them.
_CORES = tuple(
    re.compile(literal + rb"(?=" + rest + rb")", re.DOTALL)
    for literal, rest in (
        (rb"\xf6", _DIVIDES),
        (rb"\xf7", _DIVIDES),
        (rb"\xf2", _STRING),
        (rb"\xf3", _STRING),
        (rb"\x0f", rb"\x05|" + _FLOAT),
    )
)
_PREFIXES = frozenset(b"\x26\x2e\x36\x3e\x64\x65\x66\x67\xf0\xf2\xf3") | set(range(0x40, 0x50))
_MOST_PREFIXES = 5


@frozen
class CodeSegment:
    """The bytes of one executable segment and the address at which they are linked."""

    start: int
    data: bytes


@frozen
class Code:
    """The executable segments of an ELF file. `entry` is its entry point."""

    entry: int
    segments: tuple[CodeSegment, ...]

    @classmethod
    def read(cls, path: Path) -> Code | None:
        """The code of an x86-64 ELF file, None when the file is not one."""
        try:
            file = path.read_bytes()
        except OSError:
            return None
        image = Image.read(file)
        if image is None:
            return None
        loaded = (one for one in image.loaded() if one.flags & EXECUTABLE)
        segments = (CodeSegment(s.address, file[s.offset : s.offset + s.size]) for s in loaded)
        return cls(image.entry, tuple(segments))

    def contains(self, address: int) -> bool:
        """Whether there is code at that address."""
        return any(s.start <= address < s.start + len(s.data) for s in self.segments)

    def special(self) -> dict[int, OpcodeClass]:
        """The class of every address at which an instruction of one could begin.

        Every byte offset is considered, so most are the middle of some other instruction; but an
        address that has been executed begins one, and then the class is exact.
        """
        found: dict[int, OpcodeClass] = {}
        for segment in self.segments:
            cores = (core for pattern in _CORES for core in pattern.finditer(segment.data))
            for core in cores:
                for offset in _beginnings(segment.data, core.start()):
                    if (special := _SPECIAL.match(segment.data, offset)) is not None:
                        found[segment.start + offset] = _class_of(special)
        return found

    def asks_valgrind(self) -> bool:
        """Whether the program holds valgrind's client requests, which could hide its cost.

        The mark is the instruction sequence that valgrind.h documents: four rotations of RDI by
        3, 13, 61 and 51, which together do nothing.
        """
        return any(_CLIENT_REQUEST in segment.data for segment in self.segments)


_CLIENT_REQUEST = bytes.fromhex("48c1c703 48c1c70d 48c1c73d 48c1c733")


def _beginnings(data: bytes, core: int) -> range:
    """Where an instruction with its opcode at `core` may begin: there, or at a prefix before."""
    first = core
    while first > 0 and core - first < _MOST_PREFIXES and data[first - 1] in _PREFIXES:
        first -= 1
    return range(first, core + 1)


def _class_of(special: re.Match[bytes]) -> OpcodeClass:
    for name in CLASSES:
        if special[name] is not None:
            return name
    raise AssertionError("a match has one class")
