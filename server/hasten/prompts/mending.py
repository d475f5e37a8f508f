"""Missing standard headers, added without asking a model: the commonest error in their answers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hasten.prompts.standard_names import header_of
from hasten.source.cpp import CppSource
from hasten.source.edits import apply, merge
from hasten.source.encoding import encode
from hasten.source.includes import ensure_include, included_headers
from hasten.source.lexical import tokens
from hasten_sim.nouns import Language

_QUOTED = r"['\u2018\u201c`\"]([^'\u2019\u201d`\"]+)['\u2019\u201d`\"]"
_MISSING = tuple(
    re.compile(pattern.replace("NAME", _QUOTED))
    for pattern in (
        # g++ and gcc
        r"NAME was not declared in this scope",
        r"NAME is not a member of NAME",
        r"NAME does not name a (?:template )?type",
        r"NAME in namespace NAME does not name a (?:template )?type",
        r"NAME has not been declared",
        r"NAME undeclared",
        r"implicit declaration of function NAME",
        r"unknown type name NAME",
        r"NAME is not a template",
        r"NAME has initializer but incomplete type",
        r"NAME has incomplete type",
        r"invalid use of incomplete type NAME",
        r"there are no arguments to NAME that depend on a template parameter",
        # clang
        r"use of undeclared identifier NAME",
        r"no (?:member|template|type) named NAME in namespace NAME",
        r"no template named NAME",
        r"implicit instantiation of undefined template NAME",
        r"call to undeclared (?:library )?function NAME",
    )
)
_FIXABLE = re.compile(r"adding ['\u2018`]#include <([\w./+]+)>")
_STANDARD = re.compile(r"\bstd::(?:__\w+::)*(?:basic_)?(\w+)")


def missing_headers(
    code: str, message: str, original: str = "", language: Language = "cpp"
) -> tuple[str, ...]:
    """The standard headers that a text lacks, going by what the compiler says of it.

    Empty when the compiler complains of something else. Together with the header of the name that
    the compiler names come those of the other names that the text uses and the original does not:
    compilers stop at the first. A header that is included already is not named again.
    """
    source = CppSource.parse(code)
    present = included_headers(source)
    if "bits/stdc++.h" in present:
        return ()
    first = [header for name in _named(message) if (header := header_of(name, language))]
    first += _FIXABLE.findall(message)
    first = [header for header in dict.fromkeys(first) if header not in present]
    if not first:
        return ()
    new = _used(code, language) - _used(original, language)
    others = (header_of(name, language) for name in sorted(new))
    return tuple(
        dict.fromkeys([*first, *(h for h in others if h is not None and h not in present)])
    )


def with_headers(code: str, headers: Sequence[str]) -> str:
    """The text with these standard headers among its includes."""
    source = CppSource.parse(code)
    edits = [[edit] for header in headers if (edit := ensure_include(source, header)) is not None]
    merged = merge(*edits)
    return apply(code, merged) if merged else code


def mended(code: str, message: str, original: str = "", language: Language = "cpp") -> str | None:
    """The text with the headers that it lacks, None when that is not what the compiler says."""
    headers = missing_headers(code, message, original, language)
    return with_headers(code, headers) if headers else None


def _named(message: str) -> list[str]:
    """The names that a message says are unknown."""
    found: list[str] = []
    for pattern in _MISSING:
        for match in pattern.finditer(message):
            quoted = match.group(1)
            inner = _STANDARD.findall(quoted)
            words = inner or [re.sub(r"<.*|\(.*", "", quoted).strip().rpartition("::")[2]]
            found += [word.split()[-1] for word in words[:1] if word.split()]
    return found


def _used(code: str, language: Language) -> set[str]:
    """The names of a text that cannot but be the standard's: `std::sort`, `memcpy(`, `INT_MAX`."""
    found: set[str] = set()
    before = [b"", b""]
    for token in tokens(encode(code)):
        if token.kind in ("comment", "directive", "literal"):
            continue
        if token.kind == "word":
            name = token.text.decode("utf-8", "replace")
            qualified = before == [b"std", b"::"]
            member = before[1] in (b".", b"->") or (before[1] == b"::" and not qualified)
            if qualified or (not member and _is_reserved(name, language)):
                found.add(name)
        before = [before[1], token.text]
    return found


def _is_reserved(name: str, language: Language) -> bool:
    """Whether a bare name is nobody's but C's."""
    header = header_of(name, language)
    return header is not None and (header in _C_HEADERS or header.endswith(".h"))


_C_HEADERS = frozenset({"cstdint", "cstring", "cstdio", "climits", "cfloat", "cinttypes"})
