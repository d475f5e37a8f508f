"""Small functions of other files, brought into a text, so that rules and compiler see them.

A call into another translation unit hides what it does: nothing can be moved past it, and the
compiler can neither inline it nor see that it always gives the same. The text with copies of the
called functions says all of that. What rules find in it is carried back to the text as it stands:
without the copies where the edits do not need them.

A copy is right only where every name in it means the same as in the file that it came from; that
is known after clang has read the new text (`Adoption.is_faithful`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from attrs import evolve, field, frozen

from hasten.nouns import Edit, Reliance, Rewrite, Span
from hasten.rules.expansion import Expanded, Use
from hasten.rules.library import words
from hasten.rules.neighbours import Closure, Definition, Neighbour, is_abroad, spelled_as
from hasten.source.cpp import CppSource
from hasten.source.edits import apply_to_bytes, in_order
from hasten.source.encoding import decode, encode
from hasten.source.includes import ensure_include, included_headers
from hasten_sim.facts import Call, Facts

MOST_FUNCTIONS = 16
MOST_BYTES = 12 << 10
"""Together, with the types and tables that they need."""

_WORD = re.compile(r"[A-Za-z_]\w*")
_KEYWORDS = words(
    "if else for while do switch case default break continue return goto sizeof const static "
    "struct union enum typedef void char short int long float double signed unsigned bool _Bool"
)


@frozen
class Copy:
    """One function in its new place: its definition, its new name, where it is in the new text."""

    definition: Definition
    name: str
    span: Span


@frozen(eq=False, slots=False)
class Adoption:
    """A text with copies of functions of other files, which its calls now mean.

    `edits` make `text` of the original. `names` are the original names by those of the copies;
    `block` is where the copies are in `text`. `includes` are those of the edits that only include
    headers; `private` are words that mean what they do in the block because of what is in it.
    """

    edits: tuple[Edit, ...]
    text: str = field(repr=False)
    data: bytes = field(repr=False)
    block: Span
    copies: tuple[Copy, ...]
    includes: tuple[Edit, ...] = ()
    private: frozenset[str] = frozenset()

    @cached_property
    def names(self) -> dict[str, str]:
        """The original names by those of the copies."""
        return {copy.name: copy.definition.declaration.name for copy in self.copies}

    @cached_property
    def relies_on(self) -> tuple[Reliance, ...]:
        """The files that the copies were taken from, and what they held."""
        files = {c.definition.neighbour.path: c.definition.neighbour.digest for c in self.copies}
        return tuple(Reliance(str(path), digest) for path, digest in sorted(files.items()))

    def is_faithful(self, facts: Facts) -> bool:
        """Whether every name in the copies means what it means where they come from.

        `facts` are those of the new text.
        """
        if not facts.complete:
            return False
        own = {macro.name for macro in facts.macro_definitions}
        return all(
            _is_meant_alike(facts, copy, self.names)
            and not own & {m.name for m in facts.expansions_in(copy.span.start, copy.span.end)}
            for copy in self.copies
        )

    def back(self, rewrites: Sequence[Rewrite]) -> tuple[Rewrite, ...]:
        """The rewrites of the new text, as rewrites of the text that it was made of."""
        carried = self._mapping.back(rewrites)
        return tuple(
            self._carried(found, after)
            for found, after in zip(rewrites, carried, strict=True)
            if len(after.edits) > 0
        )

    def _carried(self, found: Rewrite, carried: Rewrite) -> Rewrite:
        edits = carried.edits
        held = Span(self.block.start - 1, self.block.end)
        touched = any(e.start < held.end and held.start < e.end for e in found.edits)
        if touched or self.private & {w for e in edits for w in _WORD.findall(e.text)}:
            others = (e for e in self.edits if not any(_meets(e, edit) for edit in edits))
            edits = (*others, *edits)
        else:
            plain = (evolve(edit, text=self._original(edit.text)) for edit in edits)
            edits = (*self.includes, *plain)
        key = f"{carried.key}.elsewhere"
        return evolve(carried, edits=edits, key=key, relies_on=self.relies_on)

    def _original(self, text: str) -> str:
        """A text with the names that the functions have where they come from.

        What a rule has named after a function is named after the original, where that is free.
        """
        return re.sub(r"\w+", lambda word: self._original_name(word[0]), text)

    def _original_name(self, word: str) -> str:
        for name, original in self.names.items():
            if word == name:
                return original
            if word.startswith(f"{name}_"):
                wanted = original + word[len(name) :]
                return word if re.search(rf"\b{wanted}\b", self.text) else wanted
        return word

    @cached_property
    def _mapping(self) -> Expanded:
        uses: list[Use] = []
        shift = 0
        for edit in in_order(self.edits, len(self.data)):
            size = len(encode(edit.text))
            start = edit.start + shift
            uses.append(Use(edit.start, edit.end, start, start + size))
            shift += size - (edit.end - edit.start)
        return Expanded(self.text, self.data, tuple(uses))


def _meets(one: Edit, other: Edit) -> bool:
    """Whether both edits change the same bytes, or insert at one place."""
    if one.start == one.end or other.start == other.end:
        return one.start == other.start and one.end == other.end
    return one.start < other.end and other.start < one.end


def adopt(
    source: CppSource,
    span: Span,
    facts: Facts,
    neighbours: Sequence[Neighbour],
    *,
    with_headers: bool = False,
) -> Adoption | None:
    """Bring the functions that are called in `span`, and are defined elsewhere, into a text.

    None when there are none, or none that can be copied. `with_headers` adds what the other files
    include. What comes out is to be asked whether it is faithful.
    """
    calls = _calls_abroad(source, span, facts)
    closure = Closure(facts.language, neighbours)
    wanted = {name: closure.find(name, of) for name, of in calls.items()}
    roots = [definition for definition in wanted.values() if definition is not None]
    definitions = closure.in_order(roots)[:MOST_FUNCTIONS]
    whole = {definition.key for definition in definitions}
    taken = [d for d in definitions if closure.needs(d) <= whole]
    if not taken or not whole & {root.key for root in roots}:
        return None
    return _Builder(source, facts, closure, taken).build(
        [call for name, of in calls.items() if wanted[name] in taken for call in of],
        with_headers=with_headers,
    )


def _calls_abroad(source: CppSource, span: Span, facts: Facts) -> dict[str, list[Call]]:
    """The calls, by name, of functions that are no part of the text.

    From within the span, and from what it calls in the text itself.
    """
    spans, pending = list[Span](), [span]
    while pending:
        here = pending.pop()
        spans.append(here)
        for call in facts.calls_in(here.start, here.end):
            called = facts.by_name_at.get(call.target)
            if called is not None and called.body_start >= 0:
                inner = Span(called.start, called.end)
                if not any(s.start <= inner.start and inner.end <= s.end for s in spans):
                    pending.append(inner)
    found: dict[str, list[Call]] = {}
    refused: set[str] = set()
    for call in sorted(facts.calls, key=lambda c: (c.start, c.end)):
        if not is_abroad(facts, call) or not any(s.contains(call.start) for s in spans):
            continue
        name = call.callee
        if spelled_as(source, call.start, name) and not call.from_macro:
            found.setdefault(name, []).append(call)
        else:
            refused.add(name)
    return {name: calls for name, calls in found.items() if name not in refused}


@frozen
class _Builder:
    """Puts copies into a text."""

    source: CppSource
    facts: Facts
    closure: Closure
    taken: Sequence[Definition]

    def build(self, calls: Sequence[Call], *, with_headers: bool) -> Adoption | None:
        """The text in which these calls are of the copies."""
        if not calls:
            return None
        names = self._names()
        own = {d.declaration.name: names[d.key] for d in self.taken}
        renamed = [
            Edit(call.start, call.start + len(encode(call.callee)), own[call.callee])
            for call in calls
        ]
        block, places = self._block(names)
        if len(encode(block)) > MOST_BYTES:
            return None
        at = place_before(self.source, min(edit.start for edit in renamed))
        if self.source.data[at - 1 : at] != b"\n":
            return None
        includes = self._includes() if with_headers else []
        if any(edit.start > at for edit in includes):
            return None
        leading = "".join(edit.text for edit in includes if edit.start == at)
        includes = [edit for edit in includes if edit.start < at]
        # With the end of the line before, so that two blocks in one place contradict each other.
        edits = (*includes, Edit(at - 1, at, f"\n{leading}{block}"), *renamed)
        data = apply_to_bytes(self.source.data, edits)
        start = at + sum(len(encode(edit.text)) for edit in includes)
        first = start + len(encode(leading))
        copies = tuple(
            Copy(d, names[d.key], Span(first + s.start, first + s.end))
            for d, s in zip(self.taken, places, strict=True)
        )
        span = Span(start, first + len(encode(block)))
        private = self._private(leading)
        return Adoption(edits, decode(data), data, span, copies, tuple(includes), private)

    def _private(self, leading: str) -> frozenset[str]:
        """The words that the block gives their meaning.

        Of functions that only their own file can call, of types and tables; where headers are
        included in the block, of all that the text does not have itself.
        """
        hidden = [d for d in self.taken if not d.neighbour.is_header]
        static = {d.declaration.name for d in hidden if d.declaration.is_static}
        local = {f"local_{name}" for name in static}
        needed = " ".join(self.closure.declarations(self.taken))
        found = {*static, *local, *_WORD.findall(needed)}
        if leading:
            found |= {
                w for d in self.taken for w in _WORD.findall(d.neighbour.source.slice(d.span))
            }
        return frozenset(found) - _KEYWORDS - set(_WORD.findall(self.source.text))

    def _names(self) -> dict[tuple[str, int], str]:
        """A name for each copy that is free here and in the files that they come from."""
        texts = [self.source.data, *(encode(d.neighbour.text) for d in self.taken)]
        names: dict[tuple[str, int], str] = {}
        for definition in self.taken:
            wanted = name = f"local_{definition.declaration.name}"
            number = 2
            while name in names.values() or any(
                re.search(rb"\b" + encode(name) + rb"\b", text) for text in texts
            ):
                name, number = f"{wanted}_{number}", number + 1
            names[definition.key] = name
        return names

    def _block(self, names: dict[tuple[str, int], str]) -> tuple[str, list[Span]]:
        """The copies, after what they need, and where each is in that text."""
        newline = self.source.newline
        needed = self.closure.declarations(self.taken)
        parts = [encode(need + newline + newline) for need in needed]
        places: list[Span] = []
        for definition in self.taken:
            text = self.closure.copied(definition, names)
            start = sum(map(len, parts))
            parts.append(encode(text))
            places.append(Span(start, start + len(parts[-1])))
            parts.append(encode(newline + newline))
        return decode(b"".join(parts)), places

    def _includes(self) -> list[Edit]:
        """The headers that the other files include and this one does not."""
        present = included_headers(self.source)
        found: dict[str, Edit] = {}
        for neighbour in {id(d.neighbour): d.neighbour for d in self.taken}.values():
            for name, is_quoted in neighbour.headers:
                edit = ensure_include(self.source, name) if name not in present else None
                if edit is not None:
                    text = edit.text.replace(f"<{name}>", f'"{name}"') if is_quoted else edit.text
                    found.setdefault(name, evolve(edit, text=text))
        return list(found.values())


def place_before(source: CppSource, offset: int) -> int:
    """Where the function around an offset begins, before the comments that belong to it."""
    function = source.enclosing_function(offset)
    at = function.span.start if function is not None else offset
    node = source.root.descendant_for_byte_range(at, at)
    while node is not None and node.parent is not None and node.parent.start_byte == at:
        node = node.parent
    before = node.prev_sibling if node is not None else None
    while before is not None and before.type == "comment":
        if source.line_of(at) - source.line_of(before.end_byte) > 1:
            break
        if source.data[source.line_start(before.start_byte) : before.start_byte].strip():
            break
        at, before = before.start_byte, before.prev_sibling
    return at


def _is_meant_alike(facts: Facts, copy: Copy, names: dict[str, str]) -> bool:
    """Whether all that a copy names is what it is where the copy comes from."""
    origin, span = copy.definition.neighbour, copy.definition.span
    here = _meaning(facts, copy.span, names, is_header=origin.is_header)
    return here == _meaning(origin.facts, span, {}, is_header=origin.is_header)


def _meaning(
    facts: Facts, span: Span, names: dict[str, str], *, is_header: bool
) -> list[tuple[object, ...]]:
    """What is named, called and expanded in a part of a text, in order; without places."""
    found: list[tuple[int, int, tuple[object, ...]]] = []
    for r in facts.references:
        if span.start <= r.start < span.end:
            name, qualified = names.get(r.name, r.name), names.get(r.qualified, r.qualified)
            function = facts.by_name_at.get(r.target)
            # A copy stands for a function from elsewhere, or from the same file.
            here = r.target >= 0 and (function is None or function.kind != "function")
            if is_header and not span.contains(r.target):
                here = False
            found.append((r.start, 0, (name, qualified, r.type, r.kind, here, r.from_macro)))
    for c in facts.calls_in(span.start, span.end):
        callee = names.get(c.callee, c.callee)
        found.append((c.start, 1, (callee, c.result_type, c.argument_types, c.from_macro)))
    expanded = facts.expansions_in(span.start, span.end)
    found += [(m.start, 2, (m.name, m.is_function_like)) for m in expanded]
    return [told for _, _, told in sorted(found, key=lambda one: (one[0], one[1], repr(one[2])))]
