"""A text with its own macros expanded, so that rules see the loops behind `rep(i, n)`.

Expanding changes nothing by itself and is never offered on its own: what a rule finds in the
expanded text is carried back to the text as it is written, and only those uses of macros are
expanded there that its edits reach into.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import evolve, frozen

from hasten.nouns import Edit, Rewrite, Span
from hasten.source.edits import apply_to_bytes
from hasten.source.encoding import decode, encode
from hasten.source.lexical import tokens
from hasten.source.macros import ExpansionError, MacroDefinition, expand_text, parse_definition
from hasten_sim.facts import Facts, Macro

_JOINING = b"+-*/%&|^<>=!.:#"


@frozen
class Use:
    """One use of a macro: its extent in the text, and in the expanded text."""

    start: int
    end: int
    new_start: int
    new_end: int


@frozen
class Expanded:
    """The text with every use of its own macros replaced by what they stand for."""

    text: str
    data: bytes
    uses: tuple[Use, ...]

    def back(self, rewrites: Sequence[Rewrite]) -> tuple[Rewrite, ...]:
        """The rewrites of the expanded text, as rewrites of the text that it came from."""
        keys: dict[str, int] = {}
        found: list[Rewrite] = []
        for rewrite in rewrites:
            at = Span(self._offset(rewrite.at.start)[0], self._offset(rewrite.at.end)[1])
            key = f"{rewrite.rule}@{at.start}"
            keys[key] = keys.get(key, 0) + 1
            if keys[key] > 1:
                key = f"{key}.{keys[key]}"
            found.append(evolve(rewrite, at=at, edits=self._edits(rewrite.edits), key=key))
        return tuple(found)

    def _offset(self, at: int) -> tuple[int, int]:
        """The offset before expansion; within a use, where that starts and where it ends."""
        shift = 0
        for use in self.uses:
            if at <= use.new_start:
                break
            if at < use.new_end:
                return use.start, use.end
            shift = use.end - use.new_end
        return at + shift, at + shift

    def _edits(self, edits: Sequence[Edit]) -> tuple[Edit, ...]:
        """The edits, those that reach into one use together, with what they leave of it."""
        groups: list[tuple[int, int, list[Edit]]] = []
        for edit in sorted(edits, key=lambda e: (e.start, e.end)):
            start, end = self._widened(edit)
            if groups and start < groups[-1][1]:
                first, reached, members = groups.pop()
                groups.append((first, max(end, reached), [*members, edit]))
            else:
                groups.append((start, end, [edit]))
        found: list[Edit] = []
        for start, end, members in groups:
            part = [Edit(e.start - start, e.end - start, e.text) for e in members]
            text = decode(apply_to_bytes(self.data[start:end], part))
            found.append(Edit(self._offset(start)[0], self._offset(end)[1], text))
        return tuple(found)

    def _widened(self, edit: Edit) -> tuple[int, int]:
        start, end = edit.start, edit.end
        for use in self.uses:
            if use.new_start < start < use.new_end:
                start = use.new_start
            if use.new_start < end < use.new_end:
                end = use.new_end
        return start, end


def expand_macros(text: str, facts: Facts) -> Expanded | None:
    """The text with its own macros expanded; None when there is nothing to expand.

    `facts` are those of the text; without all of them nothing is expanded.

    A macro that is defined twice, or taken back, is left as it is; so is a use that cannot be
    expanded, or that another macro is passed.
    """
    data = encode(text)
    macros = _definitions(data, facts)
    if not macros or not facts.complete:
        return None
    known = frozenset(m.name for m in facts.macro_definitions) - macros.keys()
    parts: list[bytes] = []
    uses: list[Use] = []
    reached = length = 0
    for macro in _outermost(data, facts):
        if macro.name not in macros:
            continue
        try:
            new = encode(expand_text(decode(data[macro.start : macro.end]), macros, known))
        except ExpansionError:
            continue
        new = _set_apart(data[macro.start - 1 : macro.start], new, data[macro.end : macro.end + 1])
        before = data[reached : macro.start]
        length += len(before)
        uses.append(Use(macro.start, macro.end, length, length + len(new)))
        parts += (before, new)
        length, reached = length + len(new), macro.end
    if not uses:
        return None
    whole = b"".join((*parts, data[reached:]))
    return Expanded(decode(whole), whole, tuple(uses))


def _set_apart(before: bytes, new: bytes, after: bytes) -> bytes:
    """An expansion with blanks where it would join what is written beside it."""
    if not new:
        return b"" if before.isspace() or after.isspace() else b" "
    digit = before == b"." and new[:1].isdigit()
    start = b" " if digit or (before in _JOINING and new[:1] in _JOINING) else b""
    joins = after in _JOINING and new[-1:] not in b"()[]{};,"
    return start + new + (b" " if joins or after in (b'"', b"'") else b"")


def with_expanded(plain: Sequence[Rewrite], carried: Sequence[Rewrite]) -> tuple[Rewrite, ...]:
    """What was found in the text itself and, carried back, in the expanded text.

    Where a rule fires in both, what it makes of the expanded text is preferred.
    """
    rules = {rewrite.rule for rewrite in carried}
    return (*carried, *(rewrite for rewrite in plain if rewrite.rule not in rules))


def _definitions(data: bytes, facts: Facts) -> dict[str, MacroDefinition]:
    """The macros that mean one thing all through the text, from their definition on."""
    texts: dict[str, set[str]] = {}
    for macro in facts.macro_definitions:
        text = decode(data[macro.start : macro.end])
        text = re.sub(r"^\s*#\s*define\s+", "", text)
        texts.setdefault(macro.name, set()).add(text)
    undefined = set(re.findall(r"#\s*undef\s+(\w+)", decode(data)))
    found = {
        name: parse_definition(name, next(iter(given)))
        for name, given in texts.items()
        if len(given) == 1 and name not in undefined
    }
    return {name: macro for name, macro in found.items() if macro is not None}


def _outermost(data: bytes, facts: Facts) -> list[Macro]:
    """The uses of macros that are not passed to another, nor part of a directive."""
    directives = [(t.start, t.end) for t in tokens(data) if t.kind == "directive"]
    found: list[Macro] = []
    for macro in sorted(facts.macro_expansions, key=lambda m: (m.start, -m.end)):
        if found and macro.start < found[-1].end:
            continue
        if not any(start <= macro.start < end for start, end in directives):
            found.append(macro)
    return found
