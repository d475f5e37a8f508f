"""Rewrites of one text, made together: only where each stays what it is beside the others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from hasten.nouns import Edit, Rewrite
from hasten.rules.io.headers import HEADER_OF
from hasten.source import edits as text_edits

_LOOP = re.compile(r"\b(?:for|while|do|switch)\b")
_JUMP = re.compile(r"\b(?:break|continue)\b")
_WORD = re.compile(r"\b[A-Za-z_]\w*")
_DECLARED = re.compile(r"(?:\b([A-Za-z_]\w*)\s|[>&*\]])\s*([A-Za-z_]\w*)\s*(?=[=({\[;,:)])")
_BOUND = re.compile(r"\bauto\s*[&*]*\s*\[([^\]]*)\]")
_EVERYTHING = "<bits/stdc++.h>"
_INCLUDED = re.compile(r"^[ \t]*#[ \t]*include[ \t]*<([^>\n]+)>", re.M)
_STANDARD_NAME = re.compile(r"\bstd::(\w+)")
_NO_TYPE = frozenset(("return", "throw", "else", "case", "goto", "delete", "not", "and", "or"))
_NOT_LOCAL = re.compile(
    r"\s*#|.*\b(?:struct|class|namespace|template|typedef|static|inline)\b", re.S
)


@lru_cache(maxsize=1024)
def merged(text: str, rewrites: tuple[Rewrite, ...]) -> tuple[Edit, ...] | None:
    """The edits of all, or None when they contradict each other.

    Remembered, for a search that looks ahead goes the same ways many times.

    Beside edits that overlap, there are more ways to do so. A jump put into a loop of which another
    rewrite leaves no loop would leave the next loop around it, if there is one. And where one
    stands inside the other, and both declare a variable by the same name that was free in the
    text, what the outer one says inside of the inner one would mean another variable.

    Nor is a header that declares everything taken away where another rewrite has need of it.
    """
    jumps = [edit for one in rewrites for edit in one.edits if _is_jump(edit)]
    if jumps and any(_strands(one, edit) for one in rewrites for edit in jumps):
        return None
    if len(rewrites) > 1 and _share_a_name(_words(text), rewrites):
        return None
    edits = text_edits.merge(*(one.edits for one in rewrites))
    if len(rewrites) > 1 and edits is not None and _lacks_a_header(text, edits):
        return None
    return edits


# --- jumps --------------------------------------------------------------------------------------


def _is_jump(edit: Edit) -> bool:
    """Whether it puts in a jump that belongs to a loop around it."""
    jump = _JUMP.search(edit.text)
    return jump is not None and not _LOOP.search(edit.text, 0, jump.start())


def _strands(rewrite: Rewrite, jump: Edit) -> bool:
    """Whether a rewrite takes the head off the statement that another one puts a jump into."""
    at = rewrite.at
    if jump in rewrite.edits or not at.start < jump.start <= jump.end < at.end:
        return False
    return any(
        edit.start == at.start < edit.end and not _LOOP.match(edit.text.lstrip())
        for edit in rewrite.edits
    )


# --- names --------------------------------------------------------------------------------------


def _share_a_name(known: frozenset[str], rewrites: Sequence[Rewrite]) -> bool:
    """Whether of two rewrites that stand one in the other both declare one new local name."""
    declaring: dict[str, list[tuple[int, int, frozenset[Edit]]]] = {}
    for rewrite in rewrites:
        local = [edit for edit in rewrite.edits if not _NOT_LOCAL.match(edit.text)]
        if not local:
            continue
        start, end = min(one.start for one in local), max(one.end for one in local)
        own: dict[str, set[Edit]] = {}
        for edit in local:
            for name in _declares(edit) - known:
                own.setdefault(name, set()).add(edit)
        for name, edits in ((name, frozenset(edits)) for name, edits in own.items()):
            others = declaring.setdefault(name, [])
            if any(a <= end and start <= b and edits != same for a, b, same in others):
                return True
            others.append((start, end, edits))
    return False


@lru_cache(maxsize=4096)
def _declares(edit: Edit) -> frozenset[str]:
    """The names that an inserted text may declare."""
    names = {name for before, name in _DECLARED.findall(edit.text) if before not in _NO_TYPE}
    bound = {name for listed in _BOUND.findall(edit.text) for name in _WORD.findall(listed)}
    return frozenset(names | bound)


@lru_cache(maxsize=4)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text))


# --- headers ------------------------------------------------------------------------------------


def _lacks_a_header(text: str, edits: Sequence[Edit]) -> bool:
    """Whether <bits/stdc++.h> goes, and the edits name what no other header is included for."""
    if _EVERYTHING not in text:
        return False
    after = text_edits.apply(text, edits)
    if _EVERYTHING in after:
        return False
    named = (name for edit in edits for name in _STANDARD_NAME.findall(edit.text))
    words = (word for edit in edits for word in _WORD.findall(edit.text))
    used = {HEADER_OF[name] for name in named if name in HEADER_OF}
    used |= {word for word in words if HEADER_OF.get(word) == word}  # as `unordered_set`
    return not used <= set(_INCLUDED.findall(after))
