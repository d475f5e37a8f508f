"""What differs between two texts, as hunks of bytes and as a unified diff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from attrs import frozen

_CONTEXT = 3
_EXACT_LINES = 3000
"""Above this many changed lines, lines that occur often are not used to align the two texts."""

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


def changed_lines(old: Sequence[bytes], new: Sequence[bytes]) -> Iterator[Block]:
    """The blocks of lines that differ."""
    head = _common_lines(old, new)
    tail = _common_lines(old[:head:-1], new[:head:-1]) if head < min(len(old), len(new)) else 0
    tail = min(tail, len(old) - head, len(new) - head)
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    many = len(middle_old) + len(middle_new) > _EXACT_LINES
    matcher = SequenceMatcher(None, middle_old, middle_new, autojunk=many)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            yield a + head, b + head, c + head, d + head


def _common_lines(old: Sequence[bytes], new: Sequence[bytes]) -> int:
    count = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        count += 1
    return count


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
    for group in _grouped(list(changed_lines(old_lines, new_lines))):
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
