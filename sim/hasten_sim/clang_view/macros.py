"""Macros that the main file defines.

Read off the text: what stands before the first declaration is precompiled, and libclang does not
list its macros. It does tell which parts the preprocessor skips.
"""

from __future__ import annotations

import re

from hasten_sim.clang_view import binding
from hasten_sim.clang_view.nodes import MainFile

_TEXT = re.compile(
    rb"(?P<define>^[ \t\f\v]*+#[ \t]*+define[ \t]++(?P<name>[A-Za-z_$\x80-\xff][\w$\x80-\xff]*+)"
    rb"(?P<parameters>\()?(?:[^\r\n\\/\"']+|\\(?:\r\n|[\s\S]|\Z)|/\*[\s\S]*?(?:\*/|\Z)"
    rb"|//[^\r\n]*+|\"(?:[^\"\\\r\n]|\\.)*+\"?|'(?:[^'\\\r\n]|\\.)*+'?|/)*+)"
    rb"|//(?:[^\r\n\\]+|\\(?:\r\n|[\s\S]|\Z))*+|/\*[\s\S]*?(?:\*/|\Z)"
    rb'|(?<![\w$])(?:u8|[uUL])?R"(?P<tag>[^()\\\s"]{0,16})\([\s\S]*?(?:\)(?P=tag)"|\Z)'
    rb"|\"(?:[^\"\\\r\n]|\\[\s\S])*+\"?|(?<![\w$])'(?:[^'\\\r\n]|\\[\s\S])*+'?",
    re.MULTILINE,
)


def definitions(file: MainFile) -> list[list[object]]:
    """Name, start, end and whether it takes arguments, of each macro defined and not skipped."""
    skipped = binding.skipped_offsets(file.unit, file.file)
    found: list[list[object]] = []
    for match in _TEXT.finditer(file.data):
        if match["define"] is None:
            continue
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        if any(begin <= start < end for begin, end in skipped):
            continue
        name = match["name"].decode("utf-8", "surrogateescape")
        end = match.start() + len(match[0].rstrip())
        found.append([name, start, end, match["parameters"] is not None])
    return found
