"""Adding an `#include`, where a careful author would."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen

from hasten.nouns import Edit, Span
from hasten.source.cpp import CppSource
from hasten.source.encoding import readable
from hasten.source.lexical import blanked, tokens
from hasten.source.once import once

_LINE = re.compile(
    rb"^(?:\xef\xbb\xbf)?[ \t\f\v]*(?P<mark>#|%:)[ \t]*(?P<word>\w*)"
    rb"(?P<rest>(?:[^\r\n\\]+|\\(?:\r\n|[\s\S]|\Z))*+)",
    re.MULTILINE,
)
_HEADER = re.compile(rb'\s*(?:<([^>\n]*)>|"([^"\n]*)")')
_EVERYTHING = "bits/stdc++.h"


@frozen
class _Directive:
    """A preprocessing line: its word, what follows, and how many conditions it depends on."""

    word: str
    rest: bytes
    start: int
    end: int
    depth: int

    @property
    def header(self) -> str:
        """What an `#include` names, without brackets or quotes."""
        found = _HEADER.match(self.rest) if self.word == "include" else None
        name = (found.group(1) or found.group(2)) if found else b""
        return name.strip().decode("utf-8", "replace")


@once
def included_headers(source: CppSource) -> frozenset[str]:
    """The headers that the text itself includes whatever the conditions of the preprocessor."""
    lines, guard = _directives(source)
    return frozenset(d.header for d in lines if d.word == "include" and d.depth <= guard)


@once
def include_lines(source: CppSource) -> tuple[tuple[str, Span, bool], ...]:
    """Every `#include` of the text: the header, the directive, whether it depends on a condition.

    The header is "" where a macro names it; one in quotes keeps its opening quote.
    """
    lines, guard = _directives(source)
    return tuple(
        (
            f'"{d.header}' if d.rest.lstrip().startswith(b'"') else d.header,
            Span(d.start, d.end),
            d.depth > guard,
        )
        for d in lines
        if d.word.startswith("include")
    )


def ensure_include(source: CppSource, header: str) -> Edit | None:
    """The insertion that makes a standard header available; None when it already is.

    The line goes after the last of the leading includes that stand outside conditions and before
    the first macro definition or declaration; without one, at the top, after comments, pragmas
    and an include guard.
    """
    present = included_headers(source)
    if header in present or _EVERYTHING in present:
        return None
    at = _place(source)
    newline = source.newline
    line = f"#include <{header}>{newline}"
    unfinished = at > 0 and source.data[at - 1 : at] not in (b"\n", b"\r") and at != _bom(source)
    return Edit(at, at, newline + line if unfinished else line)


@once
def _place(source: CppSource) -> int:
    directives, guard = _directives(source)
    first_code = _first_code(source)
    seen: _Directive | None = None
    for directive in directives:
        if directive.start > first_code or (seen and directive.word in ("define", "undef")):
            break
        if directive.word == "include" and directive.depth <= guard:
            seen = directive
    if seen is not None:
        return _next_line(source, seen.end)
    return _top(source, first_code, directives, guard)


def _top(source: CppSource, first_code: int, directives: list[_Directive], guard: int) -> int:
    """After the comments, pragmas and guard that a file begins with."""
    at = _bom(source)
    for token in tokens(readable(source.data), at):
        if token.start >= first_code:
            break
        if token.kind == "directive":
            directive = next(d for d in directives if d.start == token.start)
            is_guard = guard and directive.word in ("ifndef", "define") and directive.depth <= guard
            if directive.word != "pragma" and not (is_guard and directive in directives[:2]):
                break
        elif token.kind != "comment":
            break
        following = _next_line(source, token.end)
        if following > first_code:
            # A comment on the line of the first declaration belongs to it.
            break
        at = following
    return at


def _first_code(source: CppSource) -> int:
    """Where the first token is that is neither a comment nor a directive."""
    for token in tokens(readable(source.data), _bom(source)):
        if token.kind not in ("comment", "directive"):
            return token.start
    return len(source.data)


@once
def _directives(source: CppSource) -> tuple[list[_Directive], int]:
    """All preprocessing lines, and 1 when an include guard is around the whole text, else 0."""
    found = list(_nested(source))
    return found, 1 if _is_guarded(source, found) else 0


def _nested(source: CppSource) -> Iterator[_Directive]:
    view = readable(source.data)
    hides_lines = b"/*" in view or b'R"' in view
    code = blanked(view) if hides_lines else view
    depth = 0
    for line in _LINE.finditer(view):
        if code[line.start("mark")] != view[line.start("mark")]:
            continue
        word = line["word"].decode("ascii", "replace")
        if word == "endif":
            depth = max(depth - 1, 0)
        branch = word.startswith("el")
        around = depth - 1 if branch else depth
        yield _Directive(word, line["rest"], line.start(), line.end(), around)
        if word.startswith("if"):
            depth += 1


def _is_guarded(source: CppSource, directives: list[_Directive]) -> bool:
    if len(directives) < 3:
        return False
    first, second, last = directives[0], directives[1], directives[-1]
    if (first.word, second.word, last.word) != ("ifndef", "define", "endif"):
        return False
    if first.rest.split()[:1] != second.rest.split()[:1] or last.depth != 0:
        return False
    closes_others = any(d.depth == 0 for d in directives[1:-1])
    code_before = _first_code(source) < first.start
    code_after = any(
        t.kind != "comment" for t in tokens(readable(source.data), last.end) if t.start >= last.end
    )
    return not (closes_others or code_before or code_after)


def _next_line(source: CppSource, offset: int) -> int:
    end = source.line_end(offset)
    return end + len(re.match(rb"\r\n|\n|\r|", source.data[end : end + 2]).group())  # pyright: ignore


def _bom(source: CppSource) -> int:
    return 3 if source.data.startswith(b"\xef\xbb\xbf") else 0
