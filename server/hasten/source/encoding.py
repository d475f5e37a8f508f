"""The one place where text becomes bytes and back, and where its line endings are decided.

Offsets are bytes of UTF-8 everywhere. A Python `str` that came through JSON may hold half of a
surrogate pair, which strict UTF-8 refuses: it passes through here unharmed and comes back the same.
"""

from __future__ import annotations

import re
from itertools import accumulate

_LONE_RETURN = re.compile(rb"\r(?!\n)")


def encode(text: str) -> bytes:
    """The UTF-8 bytes of a text; never raises."""
    return text.encode("utf-8", "surrogatepass")


def decode(data: bytes) -> str:
    """The text of bytes that came from `encode`; raises UnicodeDecodeError (a ValueError)."""
    return data.decode("utf-8", "surrogatepass")


def readable(data: bytes) -> bytes:
    """The same bytes at the same offsets, as parsers like them.

    NUL bytes become spaces and a carriage return that stands alone becomes a line feed: compilers
    take them so, grammars do not.
    """
    if b"\0" in data:
        data = data.replace(b"\0", b" ")
    if b"\r" in data:
        data = _LONE_RETURN.sub(b"\n", data)
    return data


def line_ending(data: bytes) -> str:
    r"""The ending of the first line: "\r\n", "\n" or "\r"; "\n" when there is but one line."""
    found = re.search(rb"\r\n|\n|\r", data)
    return found.group().decode("ascii") if found else "\n"


def line_starts(data: bytes) -> list[int]:
    r"""Where each line begins; lines end at "\n", "\r\n" or "\r", as in LSP."""
    lines = data.splitlines(keepends=True)
    starts = [0, *accumulate(map(len, lines))]
    if lines and not lines[-1].endswith((b"\n", b"\r")):
        starts.pop()
    return starts


def line_content_end(data: bytes, start: int, following: int) -> int:
    """Where the ending of the line [start, following) begins."""
    if data[start:following].endswith(b"\r\n"):
        return following - 2
    return following - data[start:following].endswith((b"\n", b"\r"))
