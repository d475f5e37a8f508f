"""Sizes in an ELF object: sections by what they hold, and functions by their symbols."""

from __future__ import annotations

import struct
from typing import Literal, NamedTuple

from hasten_sim.errors import MeasurementFailed

_WRITE, _ALLOCATED, _CODE = 0x1, 0x2, 0x4
_NOTE, _NO_BITS, _SYMBOLS = 7, 8, 2
_UNWIND = (".eh_frame", ".ARM.exidx", ".ARM.extab", ".gcc_except_table")
_FUNCTION, _GLOBAL = 2, 1


class Header(NamedTuple):
    """A section's header, as far as sizes go."""

    name: int
    kind: int
    flags: int
    address: int
    offset: int
    size: int
    link: int
    info: int


class Section(NamedTuple):
    """One section: its name, type, flags, and where its bytes are in the file."""

    name: str
    kind: int
    flags: int
    offset: int
    size: int
    link: int


class ObjectSizes(NamedTuple):
    """Bytes of an object. `data` is what may be written and is in the file (.bss is not).

    `unwind` is what exceptions need to find their way; `functions` are the bytes by symbol,
    `exported` the symbols that other objects may rely on.
    """

    text: int
    rodata: int
    data: int
    unwind: int
    functions: dict[str, int]
    exported: frozenset[str]


def read_sizes(content: bytes, *, functions: bool = False) -> ObjectSizes:
    """The sizes in an object file. Raises MeasurementFailed when it is not an ELF object."""
    try:
        order, wide = _identified(content)
        sections = _sections(content, order, wide)
        named, exported = dict[str, int](), frozenset[str]()
        if functions:
            named, exported = _symbols(content, order, wide, sections)
    except (struct.error, IndexError, UnicodeDecodeError) as problem:
        raise MeasurementFailed(f"an object file cannot be read: {problem!r}") from problem
    sizes = {"text": 0, "rodata": 0, "data": 0, "unwind": 0}
    for one in sections:
        if one.flags & _ALLOCATED and one.kind not in (_NOTE, _NO_BITS):
            sizes[_what(one)] += one.size
    whole = (sizes["text"], sizes["rodata"], sizes["data"], sizes["unwind"])
    return ObjectSizes(*whole, named, exported)


def _what(section: Section) -> Literal["text", "rodata", "data", "unwind"]:
    if section.name.startswith(_UNWIND):
        return "unwind"
    if section.flags & _CODE:
        return "text"
    return "data" if section.flags & _WRITE else "rodata"


def _identified(content: bytes) -> tuple[str, bool]:
    """The byte order and whether it is a 64-bit object."""
    if content[:4] != b"\x7fELF":
        raise MeasurementFailed("the object is not in the ELF format, the one that can be measured")
    return "<" if content[5] == 1 else ">", content[4] == 2


def _sections(content: bytes, order: str, wide: bool) -> list[Section]:
    if wide:
        (start,) = struct.unpack_from(f"{order}Q", content, 40)
        size, count, names = struct.unpack_from(f"{order}HHH", content, 58)
        layout = struct.Struct(f"{order}IIQQQQII")
    else:
        (start,) = struct.unpack_from(f"{order}I", content, 32)
        size, count, names = struct.unpack_from(f"{order}HHH", content, 46)
        layout = struct.Struct(f"{order}IIIIIIII")
    if count == 0 and start:
        # More sections than fit into the header: the first one tells how many.
        count = layout.unpack_from(content, start)[5]
    rows = [Header(*layout.unpack_from(content, start + i * size)) for i in range(count)]
    strings = rows[int(names)].offset if rows else 0
    return [
        Section(
            _string(content, strings + row.name),
            row.kind,
            row.flags,
            row.offset,
            row.size,
            row.link,
        )
        for row in rows
    ]


def _symbols(
    content: bytes, order: str, wide: bool, sections: list[Section]
) -> tuple[dict[str, int], frozenset[str]]:
    """Functions with their sizes, and the symbols that are defined for others."""
    layout = struct.Struct(f"{order}IBBHQQ" if wide else f"{order}IIIBBH")
    functions: dict[str, int] = {}
    exported: set[str] = set()
    for table in sections:
        if table.kind != _SYMBOLS:
            continue
        strings = sections[table.link].offset
        for row in layout.iter_unpack(content[table.offset : table.offset + table.size]):
            name, info, section, size = (
                (row[0], row[1], row[3], row[5]) if wide else (row[0], row[3], row[5], row[2])
            )
            if info & 0xF == _FUNCTION and size:
                key = _string(content, strings + name)
                functions[key] = functions.get(key, 0) + size
            if info >> 4 == _GLOBAL and section != 0:
                exported.add(_string(content, strings + name))
    return functions, frozenset(exported)


def _string(content: bytes, at: int) -> str:
    return content[at : content.index(b"\0", at)].decode(errors="replace")
