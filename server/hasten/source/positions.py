"""Editors count lines and UTF-16 units, compilers count bytes: the way between them."""

from __future__ import annotations

from bisect import bisect_right
from typing import Literal

from hasten.source.encoding import decode, encode, line_content_end, line_starts

PositionEncoding = Literal["utf-8", "utf-16", "utf-32"]


class LineIndex:
    r"""Byte offsets of the lines of one text. Lines end at "\n", "\r\n" or "\r", as in LSP.

    Building is linear; each question is a binary search plus the length of one line.
    """

    def __init__(self, text: str) -> None:
        self._data = encode(text)
        self._starts = line_starts(self._data)

    @property
    def line_count(self) -> int:
        """How many lines there are; an empty text has one."""
        return len(self._starts)

    def line_start(self, line: int) -> int:
        """The offset where a line begins, clamped to the text."""
        if line >= len(self._starts):
            return len(self._data)
        return self._starts[max(line, 0)]

    def line_end(self, line: int) -> int:
        """The offset where a line's ending begins, clamped to the text."""
        start, following = self.line_start(line), self.line_start(max(line, 0) + 1)
        return line_content_end(self._data, start, following)

    def line_of(self, offset: int) -> int:
        """The line that holds an offset; an offset inside a line's ending belongs to that line."""
        return max(bisect_right(self._starts, offset) - 1, 0)

    def offset(self, line: int, character: int, encoding: PositionEncoding = "utf-16") -> int:
        """The byte offset of a position.

        A character beyond the end of its line means the end of the line, a line beyond the end
        means the end of the text. A position in the middle of a character means its start.
        """
        if line < 0:
            return 0
        if line >= len(self._starts):
            return len(self._data)
        start, end = self._starts[line], self.line_end(line)
        character = max(character, 0)
        content = self._data[start:end]
        if content.isascii():
            return min(start + character, end)
        if encoding == "utf-8":
            return self._character_start(min(start + character, end))
        text = decode(content)
        if encoding == "utf-16":
            character = _code_points(text, character)
        return start + len(encode(text[:character]))

    def position(self, offset: int, encoding: PositionEncoding = "utf-16") -> tuple[int, int]:
        """The line and character of a byte offset, clamped to the text and to its line."""
        offset = min(max(offset, 0), len(self._data))
        line = self.line_of(offset)
        start = self._starts[line]
        offset = self._character_start(min(offset, self.line_end(line)))
        content = self._data[start:offset]
        if encoding == "utf-8" or content.isascii():
            return line, offset - start
        text = decode(content)
        return line, len(text) if encoding == "utf-32" else _units(text)

    def _character_start(self, offset: int) -> int:
        while 0 < offset < len(self._data) and self._data[offset] & 0xC0 == 0x80:
            offset -= 1
        return offset


def _units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def _code_points(text: str, units: int) -> int:
    """How many code points lie wholly within so many UTF-16 units."""
    for index, character in enumerate(text):
        units -= 2 if character > "\uffff" else 1
        if units < 0:
            return index
    return len(text)
