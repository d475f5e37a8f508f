"""What of an ELF file is loaded: two that differ in nothing else run alike, step by step.

They may differ in the names of functions, as where the types of parameters change, and with them in
the build id that a linker derives from all that it writes.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator

from attrs import frozen

LOADED, NOTE = 1, 4
EXECUTABLE = 1

_MAGIC = b"\x7fELF\x02\x01"  # 64 bits, little-endian
_X86_64 = 62
_FILE = struct.Struct("<18xH4xQQ14xHH")  # machine, entry; the program headers: where, size, number
_SEGMENT = struct.Struct("<IIQQQQQQ")
_SECTIONS = (slice(0x28, 0x30), slice(0x3A, 0x40))  # of the file's header: nothing at run time
_NOTE_HEADER = struct.Struct("<III")
_BUILD_ID = 3
_SECTION_TABLE = struct.Struct("<40xQ10xHHH")  # where, size of a header, number, names
_SECTION = struct.Struct("<IIQQQQIIQQ")
_SYMBOL = struct.Struct("<IBBHQQ")
_SYMBOL_TABLE = 2


@frozen
class Segment:
    """A program header: what a part of the file is, its flags, where it is and where it goes.

    `size` are its bytes in the file, `memory` those at run time.
    """

    kind: int
    flags: int
    offset: int
    address: int
    size: int
    memory: int


@frozen
class Image:
    """The headers of an x86-64 ELF file. `entry` is the address at which it starts."""

    entry: int
    segments: tuple[Segment, ...]

    @classmethod
    def read(cls, file: bytes) -> Image | None:
        """The image of a file, None when it is no such file, or cut short."""
        try:
            machine, entry, start, size, number = _FILE.unpack_from(file)
            headers = (_SEGMENT.unpack_from(file, start + i * size) for i in range(number))
            segments = [Segment(h[0], h[1], h[2], h[3], h[5], h[6]) for h in headers]
        except struct.error:
            return None
        if not file.startswith(_MAGIC) or machine != _X86_64:
            return None
        whole = all(one.offset + one.size <= len(file) for one in segments)
        return cls(entry, tuple(segments)) if whole else None

    def loaded(self) -> tuple[Segment, ...]:
        """The segments that come into memory."""
        return tuple(segment for segment in self.segments if segment.kind == LOADED)


def image_digest(file: bytes) -> str:
    """SHA-256 of the segments that are loaded, without the build id; else of the whole file."""
    image = Image.read(file)
    if image is None or not image.loaded():
        return hashlib.sha256(file).hexdigest()
    data = bytearray(file)
    identities = (i for one in image.segments if one.kind == NOTE for i in _build_ids(file, one))
    for part in (*_SECTIONS, *identities):
        data[part] = bytes(part.stop - part.start)
    digest = hashlib.sha256(repr(image).encode())
    for segment in image.loaded():
        digest.update(data[segment.offset : segment.offset + segment.size])
    return digest.hexdigest()


def _build_ids(file: bytes, notes: Segment) -> Iterator[slice]:
    """Where build ids stand among some notes."""
    at, end = notes.offset, notes.offset + notes.size
    while at + _NOTE_HEADER.size <= end:
        name, length, kind = _NOTE_HEADER.unpack_from(file, at)
        content = at + _NOTE_HEADER.size + -(-name // 4) * 4
        following = content + -(-length // 4) * 4
        if kind == _BUILD_ID and following <= end:
            yield slice(content, content + length)
        at = following


def symbol_address(file: bytes, name: bytes) -> int | None:
    """The address of a symbol of a 64-bit little-endian ELF file, None when it has none."""
    if not file.startswith(_MAGIC):
        return None
    try:
        start, size, number, _ = _SECTION_TABLE.unpack_from(file)
        headers = (_SECTION.unpack_from(file, start + i * size) for i in range(number))
        # Of each section: what it is, where, how long, and which one has its names.
        sections: list[tuple[int, int, int, int]] = [(h[1], h[4], h[5], h[6]) for h in headers]
        for kind, offset, length, link in sections:
            if kind != _SYMBOL_TABLE:
                continue
            names = sections[link][1]
            for at in range(offset, offset + length, _SYMBOL.size):
                text, _, _, section, value, _ = _SYMBOL.unpack_from(file, at)
                if section and file.startswith(name + b"\0", names + text):
                    return value
    except (struct.error, IndexError):
        return None
    return None
