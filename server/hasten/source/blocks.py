"""Matching braces in text that no grammar understands."""

from __future__ import annotations

import re
from bisect import bisect_left

CONDITION = re.compile(rb"^[ \t\f\v]*+(?:#|%:)[ \t]*+(?P<word>if|el|endif)", re.MULTILINE)
"""A line on which the preprocessor begins, changes or ends a condition."""

_EVENT = re.compile(rb"[{}]|" + CONDITION.pattern, re.MULTILINE)
_CATCH = re.compile(rb"\s*catch\b[^{};]*(?P<brace>\{)")
_LINE = re.compile(rb"^(?P<blank>[ \t]*)(?P<first>[\w}])", re.MULTILINE)


class Blocks:
    """The blocks of a text of which comments and literals have been blanked out.

    Of a condition of the preprocessor whose first branch opens more braces than it closes (or the
    other way), the other branches do not count.
    """

    def __init__(self, code: bytes) -> None:
        self._code = code
        found = list(_EVENT.finditer(code))
        self._starts = [event.start() for event in found]
        self._kinds = [event["word"] or event.group() for event in found]
        self._closing = self._matched()

    def end_of_block(self, brace: int, head: int) -> int:
        """The offset after the brace that closes the one at `brace`.

        When there is none, the block ends where a line is indented like the one of `head`, at
        which the declaration with the block begins.
        """
        closing = self._closing.get(brace)
        return closing + 1 if closing is not None else self._end_of_unclosed(brace, head)

    def end_of_condition(self, offset: int) -> int:
        """Where the `#endif` is that ends the condition around an offset."""
        at = self._end_of_condition(bisect_left(self._starts, offset))
        return self._starts[at] if at < len(self._starts) else len(self._code)

    def end_of_handlers(self, offset: int) -> int:
        """The end of the last `catch (...) {...}` that follows a block; the offset without any."""
        while (found := _CATCH.match(self._code, offset)) is not None:
            offset = self.end_of_block(found.start("brace"), found.start("brace"))
        return offset

    def _matched(self) -> dict[int, int]:
        """Where each brace is closed; in one pass, since broken text may nest without end."""
        closing: dict[int, int] = {}
        opened: list[int] = []
        conditions: list[int] = []
        at = 0
        while at < len(self._starts):
            kind = self._kinds[at]
            at += 1
            if kind == b"{":
                opened.append(self._starts[at - 1])
            elif kind == b"}" and opened:
                closing[opened.pop()] = self._starts[at - 1]
            elif kind == b"if":
                conditions.append(len(opened))
            elif kind == b"endif" and conditions:
                conditions.pop()
            elif kind == b"el" and conditions and conditions[-1] != len(opened):
                at = self._end_of_condition(at)
        return closing

    def _end_of_condition(self, at: int) -> int:
        depth = 0
        while at < len(self._kinds):
            kind = self._kinds[at]
            if kind == b"endif" and depth == 0:
                return at
            depth += (kind == b"if") - (kind == b"endif")
            at += 1
        return at

    def _end_of_unclosed(self, brace: int, head: int) -> int:
        line = self._code.rfind(b"\n", 0, head) + 1
        indentation = re.compile(rb"[ \t]*").match(self._code, line)
        width = indentation.end() - line if indentation else 0
        for found in _LINE.finditer(self._code, brace + 1):
            if len(found["blank"]) <= width:
                if found["first"] == b"}":
                    return found.end("first")
                return brace + len(self._code[brace : found.start()].rstrip())
        return brace + len(self._code[brace:].rstrip())
