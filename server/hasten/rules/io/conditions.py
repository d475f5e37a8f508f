"""Which parts of a text the preprocessor may leave out, and where its includes end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen

from hasten.source.cpp import CppSource
from hasten.source.encoding import readable
from hasten.source.lexical import Token, tokens
from hasten.source.once import once

_DIRECTIVE = re.compile(rb"\s*(?:#|%:)\s*([a-z]+)\s*(.*)", re.DOTALL)
_DEFINED = re.compile(rb"(!?)\s*defined\s*(?:\(\s*(\w+)\s*\)|(\w+))\s*")
_GIVEN = re.compile(rb"_|NDEBUG$|DEBUG$|linux$|unix$|i386$|WIN")
_USING = frozenset({b"using", b"namespace", b"std", b";"})


@frozen
class Part:
    """Text between two conditions. `holds`: what they come to, None when they do not tell."""

    start: int
    end: int
    holds: bool | None


@once
def conditional_parts(source: CppSource) -> tuple[Part, ...]:
    """What is between an `#if` and its `#endif`, cut at each condition in between.

    A plain name that the text does not define, and that no compiler does, counts as undefined.
    """
    found: list[Part] = []
    branches: list[list[bool | None]] = []
    start = 0
    for token, word, rest in _directives(source):
        if not word.startswith(("if", "el", "endif")):
            continue
        if branches:
            found.append(Part(start, token.start, _all(_last(branch) for branch in branches)))
        if word == "endif":
            del branches[-1:]
        else:
            if word.startswith("if"):
                branches.append([])
            if branches:
                branches[-1].append(True if word == "else" else _value(source, word, rest))
        start = token.end
    return tuple(found)


@once
def after_includes(source: CppSource) -> int | None:
    """The line after the leading includes, before any code; None when there are none.

    Includes that follow a macro definition do not count. Where they depend on conditions, the
    line is the one after the last `#endif`.
    """
    depth, place, pending = 0, None, False
    for token in tokens(readable(source.data)):
        if token.kind == "comment" or (depth > 0 and token.text in _USING):
            continue
        word = _parsed(token)[0] if token.kind == "directive" else ""
        if not word or (word == "define" and depth == 0 and place is not None):
            break
        depth += word.startswith("if") - (word == "endif")
        pending = pending or word == "include"
        if pending and depth == 0:
            place, pending = token.end, False
    if place is None:
        return None
    end = source.data.find(b"\n", place)
    return end + 1 if end >= 0 else None


def _directives(source: CppSource) -> Iterator[tuple[Token, str, bytes]]:
    for token in tokens(readable(source.data)):
        if token.kind == "directive":
            yield token, *_parsed(token)


def _parsed(token: Token) -> tuple[str, bytes]:
    """The word of a directive, and what follows it."""
    found = _DIRECTIVE.match(token.text)
    return (found.group(1).decode("ascii"), found.group(2)) if found is not None else ("#", b"")


def _last(branch: list[bool | None]) -> bool | None:
    """Whether the last of some alternatives is the one that is taken."""
    if any(branch[:-1]):
        return False
    return branch[-1] if None not in branch[:-1] or branch[-1] is False else None


def _all(values: Iterator[bool | None]) -> bool | None:
    seen = set(values)
    return False if False in seen else None if None in seen else True


def _value(source: CppSource, word: str, rest: bytes) -> bool | None:
    rest = rest.strip()
    if word in ("ifdef", "ifndef"):
        rest = (b"!" if word == "ifndef" else b"") + b"defined(" + rest + b")"
    if rest in (b"0", b"1"):
        return rest == b"1"
    found = _DEFINED.fullmatch(rest)
    if found is None:
        return None
    name = found.group(2) or found.group(3)
    if _GIVEN.match(name) or re.search(rb"define[ \t]+" + name + rb"\b", source.data):
        return None
    return bool(found.group(1))
