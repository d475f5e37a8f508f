"""Rewrites of one text, made together: only where each stays what it is beside the others."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hasten.nouns import Edit, Rewrite
from hasten.source import edits as text_edits

_LOOP = re.compile(r"\b(?:for|while|do|switch)\b")
_JUMP = re.compile(r"\b(?:break|continue)\b")


def merged(rewrites: Sequence[Rewrite]) -> tuple[Edit, ...] | None:
    """The edits of all, or None when they contradict each other.

    Beside edits that overlap, that is a jump put into a loop of which another rewrite leaves no
    loop: it would leave the next loop around it, if there is one.
    """
    jumps = [edit for one in rewrites for edit in one.edits if _is_jump(edit)]
    if jumps and any(_strands(one, edit) for one in rewrites for edit in jumps):
        return None
    return text_edits.merge(*(one.edits for one in rewrites))


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
