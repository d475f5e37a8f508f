"""C++ tokens without a grammar: enough to tell code from comments, literals and directives.

Used where a syntax tree is not to be had (broken code) or costs more than is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

TokenKind = Literal["comment", "literal", "directive", "number", "word", "punctuation"]

_COMMENT = rb"//(?:[^\r\n\\]+|\\(?:\r\n|[\s\S]|\Z))*+|/\*[\s\S]*?(?:\*/|\Z)"
_RAW = rb'(?:u8|[uUL])?R"(?P<tag>[^()\\\s"]{0,16})\([\s\S]*?(?:\)(?P=tag)"|\Z)'
_STRING = rb'"(?:[^"\\\r\n]+|\\(?:\r\n|[\s\S]|\Z))*+(?:"|(?=[\r\n])|\Z)'
_CHARACTER = rb"'(?:[^'\\\r\n]+|\\(?:\r\n|[\s\S]|\Z))*+(?:'|(?=[\r\n])|\Z)"
_LITERAL = _RAW + rb"|" + _STRING + rb"|" + _CHARACTER
_NUMBER = rb"\.?\d(?:[eEpP][+-]|'[0-9A-Za-z]|[\w.])*+"
_WORD = rb"[A-Za-z_$\x80-\xff][\w$\x80-\xff]*+"
_DIRECTIVE = (
    rb"^[ \t\f\v]*+(?:#|%:)(?:[^\r\n\\/\"']+|\\(?:\r\n|[\s\S]|\Z)|"
    + _COMMENT
    + rb"|"
    + _STRING
    + rb"|"
    + _CHARACTER
    + rb"|/)*+"
)

_TOKEN = re.compile(
    rb"(?P<comment>" + _COMMENT + rb")"
    rb"|(?P<directive>" + _DIRECTIVE + rb")"
    rb"|(?P<literal>" + _LITERAL + rb")"
    rb"|(?P<number>" + _NUMBER + rb")"
    rb"|(?P<word>" + _WORD + rb")"
    rb"|(?P<punctuation>::|->|[^\s\w])",
    re.MULTILINE,
)
_NOT_CODE = re.compile(
    rb"(?P<comment>"
    + _COMMENT
    + rb")|(?P<literal>(?<![\w$])"
    + _RAW
    + rb"|"
    + _STRING
    + rb"|"
    + _CHARACTER
    + rb")|(?<![\w$])"
    + _NUMBER
)
_VISIBLE = re.compile(rb"[^\r\n]")


class Token(NamedTuple):
    """One token: its kind, its bytes, and where they are."""

    kind: TokenKind
    text: bytes
    start: int
    end: int


def tokens(data: bytes, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """The tokens of data[start:end], which must not begin inside a comment or a literal."""
    for found in _TOKEN.finditer(data, start, len(data) if end is None else end):
        yield Token(found.lastgroup, found.group(), found.start(), found.end())  # pyright: ignore


def blanked(data: bytes) -> bytes:
    """The same bytes with comments and the contents of literals turned into spaces.

    Offsets, line breaks and the quotes of plain literals stay.
    """
    return _NOT_CODE.sub(_blank, data)


def _blank(found: re.Match[bytes]) -> bytes:
    text = found.group()
    if found.lastgroup == "comment":
        return _VISIBLE.sub(b" ", text)
    if found.lastgroup != "literal":
        return text
    opening = text.find(b'"') if not text.startswith(b"'") else 0
    closed = len(text) > opening + 1 and text[-1:] == text[opening : opening + 1]
    closing = len(text) - 1 if closed else len(text)
    inside = _VISIBLE.sub(b" ", text[opening + 1 : closing])
    return text[: opening + 1] + inside + text[closing:]
