"""Edits as values: applied, joined, computed, and carried over to a text that has moved on."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from hasten.nouns import Edit
from hasten.source.encoding import decode, encode, line_starts
from hasten.source.hunks import Hunk, byte_hunks, context_diff

__all__ = ["apply", "in_order", "merge", "minimal_edits", "reanchor", "unified_diff"]

_ATTRIBUTE = re.compile(r"__attribute__\s*\(\(.*\)\)(?:\s*#endif)?\s*\Z")


def in_order(edits: Sequence[Edit], size: int) -> tuple[Edit, ...]:
    """The edits in order of the text, insertions before the replacement that begins there.

    Insertions at one offset keep the order in which they were given. Raises ValueError when edits
    overlap, or leave a text of `size` bytes.
    """
    ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
    reached = 0
    for edit in ordered:
        if not 0 <= edit.start <= edit.end <= size:
            raise ValueError(f"edit {edit.start}..{edit.end} leaves the text of {size} bytes")
        if edit.start < reached:
            raise ValueError(f"edit {edit.start}..{edit.end} overlaps the one before it")
        reached = edit.end
    return tuple(ordered)


def apply(text: str, edits: Sequence[Edit]) -> str:
    """The text after all edits, whose offsets are all of the text before.

    Raises ValueError when edits overlap, leave the text, or cut a character in two.
    """
    return decode(apply_to_bytes(encode(text), edits))


def apply_to_bytes(data: bytes, edits: Sequence[Edit]) -> bytes:
    """As `apply`, on encoded text; does not check that characters stay whole."""
    parts: list[bytes] = []
    reached = 0
    for edit in in_order(edits, len(data)):
        parts += (data[reached : edit.start], encode(edit.text))
        reached = edit.end
    return b"".join((*parts, data[reached:]))


def merge(*groups: Sequence[Edit]) -> tuple[Edit, ...] | None:
    """All groups as one, or None when they contradict each other.

    An edit that several groups make is made once. Different insertions at one offset are all made,
    `#include`s first, then in alphabetical order, so that the order of the groups does not matter;
    attributes come last, for they are of the declaration that follows.
    A replacement that overlaps another, or spans an insertion, is a contradiction.
    """
    replacements: set[Edit] = set()
    insertions: dict[int, set[str]] = {}
    for group in groups:
        own: dict[int, str] = {}
        for edit in group:
            if edit.start < edit.end:
                replacements.add(edit)
            elif edit.text:
                own[edit.start] = own.get(edit.start, "") + edit.text
        for at, text in own.items():
            insertions.setdefault(at, set()).add(text)
    merged = [
        *replacements,
        *(Edit(at, at, "".join(sorted(texts, key=_rank))) for at, texts in insertions.items()),
    ]
    merged.sort(key=lambda edit: (edit.start, edit.end, edit.text))
    for one, other in pairwise(merged):
        if other.start < one.end:
            return None
    return tuple(merged)


def _rank(inserted: str) -> tuple[bool, bool, str]:
    return not is_include(inserted), _ATTRIBUTE.search(inserted) is not None, inserted


def is_include(inserted: str) -> bool:
    """Whether a text that is put in is an `#include`, or begins with one."""
    return inserted.lstrip().startswith("#include")


def minimal_edits(old: str, new: str) -> tuple[Edit, ...]:
    """Small edits that turn old into new: hunks of lines, each trimmed to what changed in it."""
    return tuple(
        Edit(hunk.start, hunk.end, decode(hunk.replacement))
        for hunk in byte_hunks(encode(old), encode(new))
    )


def unified_diff(old: str, new: str, path: str) -> str:
    """A diff as `diff -u` and `git diff` write it, which `patch` and `git apply` take."""
    return decode(context_diff(encode(old), encode(new), path))


def reanchor(edits: Sequence[Edit], old: str, new: str) -> tuple[Edit, ...] | None:
    """The edits of `old`, carried over to the `new` text that the user made of it meanwhile.

    None when a line that is edited, or the line right before or after it, has changed: then what
    the edit said may no longer be true.
    """
    before, after = encode(old), encode(new)
    hunks = byte_hunks(before, after)
    starts = [*line_starts(before), len(before)]
    new_starts = frozenset(line_starts(after))
    new_ends = new_starts | {len(after)}
    moved: list[Edit] = []
    for edit in edits:
        if not 0 <= edit.start <= edit.end <= len(before):
            return None
        start, end = _with_neighbours(edit, starts)
        shift = _shift(start, end, hunks)
        if shift is None or before[start:end] != after[start + shift : end + shift]:
            return None
        if start + shift not in new_starts or end + shift not in new_ends:
            return None
        moved.append(Edit(edit.start + shift, edit.end + shift, edit.text))
    return tuple(moved)


def _with_neighbours(edit: Edit, starts: Sequence[int]) -> tuple[int, int]:
    """The lines that an edit touches, with the line before and the line after."""
    first = bisect_right(starts, edit.start, hi=len(starts) - 1) - 1
    last = bisect_right(starts, edit.end, hi=len(starts) - 1) - 1
    return starts[max(first - 1, 0)], starts[min(last + 2, len(starts) - 1)]


def _shift(start: int, end: int, hunks: Sequence[Hunk]) -> int | None:
    """How far the bytes between two offsets have moved; None when some of them changed."""
    index = bisect_right(hunks, start, key=lambda hunk: hunk.end)
    if index < len(hunks) and hunks[index].start < end:
        return None
    return sum(hunk.growth for hunk in hunks[:index])
