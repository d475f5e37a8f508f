"""What differs between two texts, as hunks of bytes and as a unified diff."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from attrs import frozen

_CONTEXT = 3
_FEW_PAIRS = 250_000
"""Up to this many pairs of lines, difflib aligns what has no unique lines in a blink."""

Block = tuple[int, int, int, int]
"""Lines [a, b) of the old text became lines [c, d) of the new one."""


@frozen
class Hunk:
    """The bytes [start, end) of the old text became `replacement`."""

    start: int
    end: int
    replacement: bytes

    @property
    def growth(self) -> int:
        """By how many bytes what follows has moved."""
        return len(self.replacement) - (self.end - self.start)


def byte_hunks(old: bytes, new: bytes) -> tuple[Hunk, ...]:
    """The changed parts, in order, disjoint; no character and no line ending is cut in two."""
    if old == new:
        return ()
    old_lines, new_lines = old.splitlines(keepends=True), new.splitlines(keepends=True)
    hunks: list[Hunk] = []
    offset = line = 0
    for start, end, new_start, new_end in changed_lines(old_lines, new_lines):
        offset += sum(map(len, old_lines[line:start]))
        removed = b"".join(old_lines[start:end])
        hunks.append(_trimmed(offset, removed, b"".join(new_lines[new_start:new_end])))
        offset += len(removed)
        line = end
    return tuple(hunks)


def changed_lines(old: Sequence[bytes], new: Sequence[bytes]) -> list[Block]:
    """The blocks of lines that differ, in order.

    Aligned on the lines that occur once in both texts (patience diff), then by difflib where little
    is left: difflib alone takes minutes for long files.
    """
    blocks: list[Block] = []
    pending: list[Block] = [(0, len(old), 0, len(new))]
    while pending:
        a, b, c, d = block = _without_common_ends(old, new, pending.pop())
        if a == b and c == d:
            continue
        if a == b or c == d:
            blocks.append(block)
        elif anchors := _anchors(old, new, block):
            pending.extend(_between(anchors, block))
        elif (b - a) * (d - c) <= _FEW_PAIRS:
            blocks.extend(_aligned(old, new, block))
        else:
            blocks.append(block)
    return _joined(blocks)


def _without_common_ends(old: Sequence[bytes], new: Sequence[bytes], block: Block) -> Block:
    a, b, c, d = block
    while a < b and c < d and old[a] == new[c]:
        a, c = a + 1, c + 1
    while a < b and c < d and old[b - 1] == new[d - 1]:
        b, d = b - 1, d - 1
    return a, b, c, d


def _anchors(old: Sequence[bytes], new: Sequence[bytes], block: Block) -> list[tuple[int, int]]:
    """Pairs of equal lines that are unique on both sides, as many as keep their order."""
    a, b, c, d = block
    old_once, new_once = _once(old, a, b), _once(new, c, d)
    pairs = [(at, new_once[line]) for line, at in old_once.items() if line in new_once]
    return _longest_increasing(pairs)


def _once(lines: Sequence[bytes], start: int, end: int) -> dict[bytes, int]:
    """The lines that occur once, by where."""
    counts = Counter(lines[start:end])
    return {lines[at]: at for at in range(start, end) if counts[lines[at]] == 1}


def _longest_increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence (of pairs in order of the first) in order of the second as well."""
    ends: list[int] = []
    chosen: list[int] = []
    before: list[int] = []
    for index, (_, other) in enumerate(pairs):
        place = bisect_left(ends, other)
        before.append(chosen[place - 1] if place else -1)
        ends[place : place + 1] = [other]
        chosen[place : place + 1] = [index]
    found: list[tuple[int, int]] = []
    index = chosen[-1] if chosen else -1
    while index >= 0:
        found.append(pairs[index])
        index = before[index]
    return found[::-1]


def _between(anchors: Sequence[tuple[int, int]], block: Block) -> Iterator[Block]:
    start, end, new_start, new_end = block
    for at, other in (*anchors, (end, new_end)):
        if (at, other) != (start, new_start):
            yield start, at, new_start, other
        start, new_start = at + 1, other + 1


def _aligned(old: Sequence[bytes], new: Sequence[bytes], block: Block) -> Iterator[Block]:
    a, b, c, d = block
    matcher = SequenceMatcher(None, old[a:b], new[c:d], autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag != "equal":
            yield a + start, a + end, c + new_start, c + new_end


def _joined(blocks: list[Block]) -> list[Block]:
    """The blocks in order; those that touch become one."""
    joined: list[Block] = []
    for block in sorted(blocks):
        if joined and joined[-1][1] == block[0] and joined[-1][3] == block[2]:
            a, _, c, _ = joined.pop()
            block = (a, block[1], c, block[3])
        joined.append(block)
    return joined


def _trimmed(offset: int, old: bytes, new: bytes) -> Hunk:
    head = _common_prefix(old, new)
    tail = _common_suffix(old[head:], new[head:])
    while head and (_cuts(old, head) or _cuts(new, head)):
        head -= 1
    while tail and (_cuts(old, len(old) - tail) or _cuts(new, len(new) - tail)):
        tail -= 1
    return Hunk(offset + head, offset + len(old) - tail, new[head : len(new) - tail])


def _cuts(data: bytes, at: int) -> bool:
    if not 0 < at < len(data):
        return False
    return data[at] & 0xC0 == 0x80 or data[at - 1 : at + 1] == b"\r\n"


def _common_prefix(old: bytes, new: bytes) -> int:
    """By halving: comparing slices is much faster than comparing bytes one by one."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_suffix(old: bytes, new: bytes) -> int:
    return _common_prefix(old[::-1], new[::-1])


def context_diff(old: bytes, new: bytes, path: str) -> bytes:
    """A unified diff with three lines of context; empty when the texts are the same."""
    if old == new:
        return b""
    name = path.encode("utf-8", "surrogatepass")
    old_lines, new_lines = _lines(old), _lines(new)
    parts = [b"--- a/" + name + b"\n", b"+++ b/" + name + b"\n"]
    for group in _grouped(changed_lines(old_lines, new_lines)):
        parts += _hunk_lines(group, old_lines, new_lines)
    return b"".join(parts)


def _lines(data: bytes) -> list[bytes]:
    """Lines as `patch` counts them: they end at a line feed only."""
    lines = data.split(b"\n")
    last = lines.pop()
    return [line + b"\n" for line in lines] + ([last] if last else [])


def _grouped(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Changes that are so close that their contexts touch belong to one hunk."""
    group: list[Block] = []
    for block in blocks:
        if group and block[0] - group[-1][1] > 2 * _CONTEXT:
            yield group
            group = []
        group.append(block)
    yield group


def _hunk_lines(
    group: Sequence[Block], old: Sequence[bytes], new: Sequence[bytes]
) -> Iterator[bytes]:
    start, new_start = group[0][0], group[0][2]
    before = min(_CONTEXT, start)
    end = min(group[-1][1] + _CONTEXT, len(old))
    new_end = group[-1][3] + end - group[-1][1]
    first = _range(start - before, end)
    second = _range(new_start - before, new_end)
    yield f"@@ -{first} +{second} @@\n".encode("ascii")
    reached = start - before
    for a, b, c, d in group:
        yield from _marked(b" ", old[reached:a])
        yield from _marked(b"-", old[a:b])
        yield from _marked(b"+", new[c:d])
        reached = b
    yield from _marked(b" ", old[reached:end])


def _range(start: int, end: int) -> str:
    length = end - start
    first = start + 1 if length else start
    return str(first) if length == 1 else f"{first},{length}"


def _marked(mark: bytes, lines: Sequence[bytes]) -> Iterator[bytes]:
    for line in lines:
        missing = b"" if line.endswith(b"\n") else b"\n\\ No newline at end of file\n"
        yield mark + line + missing
