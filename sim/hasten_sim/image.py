"""What of an executable is loaded: two files that differ in nothing else run alike, step by step.

They may differ in the names of functions, as where the types of parameters change, and with them in
the build id that a linker derives from all that it writes.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator

from attrs import frozen

_MAGIC = b"\x7fELF\x02\x01"  # 64 bits, little-endian
_TABLE = struct.Struct("<32xQ14xHH")  # where the program headers are, their size, their number
_HEADER = struct.Struct("<IIQQQQQQ")
_LOAD, _NOTE = 1, 4
_SECTIONS = (slice(0x28, 0x30), slice(0x3A, 0x40))  # of the ELF header: nothing at run time
_NOTE_HEADER = struct.Struct("<III")
_BUILD_ID = 3


@frozen
class _Segment:
    kind: int
    flags: int
    offset: int
    address: int
    size: int
    memory: int


def image_digest(file: bytes) -> str:
    """SHA-256 of the segments that are loaded, without the build id; else of the whole file."""
    try:
        image = _image(file)
    except (struct.error, IndexError):
        image = None
    return hashlib.sha256(file if image is None else image).hexdigest()


def _image(file: bytes) -> bytes | None:
    if not file.startswith(_MAGIC):
        return None
    segments = [*_segments(file)]
    data = bytearray(file)
    for field in _SECTIONS:
        data[field] = bytes(field.stop - field.start)
    for segment in segments:
        if segment.kind == _NOTE:
            for identity in _build_ids(file, segment):
                data[identity] = bytes(identity.stop - identity.start)
    loaded = [segment for segment in segments if segment.kind == _LOAD]
    if not loaded:
        return None
    layout = repr(segments).encode()
    return b"".join([layout, *(data[one.offset : one.offset + one.size] for one in loaded)])


def _segments(file: bytes) -> Iterator[_Segment]:
    start, size, number = _TABLE.unpack_from(file)
    for index in range(number):
        kind, flags, offset, address, _, length, memory, _ = _HEADER.unpack_from(
            file, start + index * size
        )
        yield _Segment(kind, flags, offset, address, length, memory)


def _build_ids(file: bytes, notes: _Segment) -> Iterator[slice]:
    """Where build ids stand among some notes."""
    at, end = notes.offset, notes.offset + notes.size
    while at + _NOTE_HEADER.size <= end:
        name, length, kind = _NOTE_HEADER.unpack_from(file, at)
        content = at + _NOTE_HEADER.size + -(-name // 4) * 4
        if kind == _BUILD_ID and file[at + _NOTE_HEADER.size :].startswith(b"GNU\0"):
            yield slice(content, content + length)
        at = content + -(-length // 4) * 4
