"""One function of a module taken over from another text of it; everything else stays as it was.

A tool that changes one function prints the whole module anew: other numbers, other blanks, no
comments. What a user wrote is worth more, so only the function's text is taken, with what it needs
and the module lacks: attribute groups, metadata, declarations, types, data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import define, field, frozen

from hasten.nouns import Edit, Span
from hasten.source.edits import apply, in_order
from hasten.source.encoding import decode, line_ending
from hasten.source.llvm_ir import Entity, EntityKind, IrFunction, LlvmModule, plain_name
from hasten.source.llvm_numbering import (
    TOKEN,
    Numbering,
    node_classes,
    numbering,
    renumbered,
    squeezed,
)
from hasten.source.llvm_signature import LINKAGES, signature

_MARKS = re.compile(
    rb"(?<![\w.$%@])(?:(?:unnamed_addr|local_unnamed_addr|dso_local|constant|global|"
    + LINKAGES.encode()
    + rb")(?= )|,? align \d+|, ![\w.]+ !\d+)"
)
_ATTACHED = re.compile(rb" #\d+\b|,? !dbg !\d+|^ *#dbg_\w+\(.*\n", re.MULTILINE)
_STRING = re.compile(rb'"[^"\n]*"')


@frozen
class Spliced:
    """The module with the function's new text in it, and the edits that make it."""

    text: str
    edits: tuple[Edit, ...]


@frozen
class NotSpliced:
    """Why a function's new text cannot stand in the old module, as a sentence without its end."""

    reason: str


def splice(module: LlvmModule, new: LlvmModule, name: str) -> Spliced | NotSpliced:
    """Take the function `name` of `new` over into `module`, with what it needs there.

    `new` is the same module after a tool that changed this function alone (`changed_functions`
    tells). It is refused when callers would see another signature or linkage, and when the new
    text needs something that has the same name in `module` and is something else there.
    """
    here, there = module.function_named(name), new.function_named(name)
    if here is None or there is None:
        return NotSpliced(f"the function {name} is not in both texts")
    if signature(module, here) != signature(new, there):
        return NotSpliced(f"the signature or linkage of {name} has changed")
    needs = _Needs.of(module, new)
    needs.follow(new.data[there.span.start : there.span.end])
    if needs.conflict:
        return NotSpliced(f"{needs.conflict} means something else in the two texts")
    edits = in_order(
        (*_of_function(here, there, needs), *_additions(here, needs)), len(module.data)
    )
    return Spliced(apply(module.text, edits), edits)


def changed_functions(before: LlvmModule, after: LlvmModule) -> tuple[str, ...]:
    """The functions that do not say the same in two texts that LLVM has printed.

    Attributes and debugging information do not count, but signatures and linkages do.
    """
    olds, news = _comparable(before, after)
    names = dict.fromkeys((*olds, *news))
    return tuple(name for name in names if olds.get(name) != news.get(name))


_Said = tuple[tuple[bytes, ...], bytes]


def _comparable(before: LlvmModule, after: LlvmModule) -> tuple[dict[str, _Said], ...]:
    """What each function says in two modules, the same where the same is meant."""
    sides = zip((before, after), node_classes(before, after), strict=True)
    return tuple(
        {function.name: _said(module, function, classes) for function in module.functions}
        for module, classes in sides
    )


def _said(module: LlvmModule, function: IrFunction, classes: dict[int, int]) -> _Said:
    body = module.data[function.body.start : function.body.end]
    plain = renumbered(_ATTACHED.sub(b"", body), Numbering({}, classes))
    return signature(module, function), squeezed(plain)


@define
class _Needs:
    """What a piece of `new` needs: its own text with the module's numbers, and what is missing."""

    module: LlvmModule
    new: LlvmModule
    groups: dict[int, int]
    nodes: dict[int, int]
    missing: dict[str, tuple[EntityKind, bytes]] = field(
        factory=dict[str, tuple[EntityKind, bytes]]
    )
    conflict: str = ""

    @classmethod
    def of(cls, module: LlvmModule, new: LlvmModule) -> _Needs:
        same = numbering(module, new)
        return cls(module, new, dict(same.groups), dict(same.nodes))

    def follow(self, code: bytes) -> None:
        """Note what a piece of `new` needs, and what that needs in turn."""
        pending, seen = [code], set[str]()
        while pending and not self.conflict:
            for found in TOKEN.finditer(pending.pop()):
                name = _referred(found)
                entity = self.new.by_name.get(name) if name else None
                if entity is not None and name not in seen:
                    seen.add(name)
                    if self._lacks(entity):
                        code = self.new.data[entity.span.start : entity.span.end]
                        self.missing[name] = (entity.kind, code)
                        pending.append(code)

    def in_module(self, code: bytes) -> bytes:
        """A piece of `new` with the module's numbers."""
        return renumbered(code, Numbering(self.groups, self.nodes))

    def _lacks(self, entity: Entity) -> bool:
        """Whether the module has nothing in the place of an entity; the wrong thing is noted."""
        if entity.kind == "attributes":
            return self._lacks_number(entity, self.groups)
        if entity.kind == "metadata" and entity.name[1:].isdigit():
            return self._lacks_number(entity, self.nodes)
        there = self.module.by_name.get(entity.name)
        # What has but a number would be another thing under that number.
        if not self._agree(there, entity) if there is not None else entity.name[1:].isdigit():
            self.conflict = self.conflict or entity.name
        return there is None

    def _lacks_number(self, entity: Entity, known: dict[int, int]) -> bool:
        number = int(entity.name[1:])
        if number in known:
            return False
        names = (one.name[1:] for one in self.module.entities if one.kind == entity.kind)
        taken = (int(name) for name in names if name.isdigit())
        known[number] = max((*taken, *known.values()), default=-1) + 1
        return True

    def _agree(self, old: Entity, new: Entity) -> bool:
        """Whether what has the same name in both texts is the same there."""
        if old.kind in ("define", "declare") or new.kind in ("define", "declare"):
            if old.kind == new.kind == "define":
                here, there = _defined(self.module, old), _defined(self.new, new)
                return signature(self.module, here) == signature(self.new, there)
            return {old.kind, new.kind} <= {"define", "declare"}
        mine = squeezed(self.module.data[old.span.start : old.span.end])
        other = squeezed(self.new.data[new.span.start : new.span.end])
        if old.kind == "global":
            mine, other = _essence(mine), _essence(other)
        return _STRING.sub(_bare, mine) == _STRING.sub(_bare, other)


def _referred(found: re.Match[bytes]) -> str:
    """The name, as of an entity, that a token refers to; "" when to none."""
    if (name := found["name"]) is not None:
        return decode(name[:1] + plain_name(name[1:]))
    if found["group"] is not None:
        return f"#{int(found['group'])}"
    return f"!{int(found['node'])}" if found["node"] is not None else ""


def _defined(module: LlvmModule, entity: Entity) -> IrFunction:
    found = module.function_at(entity.span.start)
    assert found is not None
    return found


def _of_function(here: IrFunction, there: IrFunction, needs: _Needs) -> Iterator[Edit]:
    """The edits of the function itself, and of the line above that tells its attributes."""
    new = needs.new
    if here.note is not None:
        note = new.data[there.note.start : there.note.end] if there.note is not None else b""
        yield _edit(needs, here.note, note)
    yield _edit(needs, here.span, needs.in_module(new.data[there.span.start : there.span.end]))


def _additions(here: IrFunction, needs: _Needs) -> Iterator[Edit]:
    """The edits that add what is missing, each kind after its like."""
    by_kind: dict[EntityKind, list[bytes]] = {}
    for kind, code in needs.missing.values():
        by_kind.setdefault(kind, []).append(needs.in_module(code))
    for kind in ("type", "comdat", "global", "define", "declare", "attributes", "metadata"):
        pieces = by_kind.get(kind, [])
        if not pieces:
            continue
        gap = b"\n\n" if kind in ("define", "declare") else b"\n"
        at, before = _place(needs.module, kind, here)
        added = gap.join(pieces)
        yield _edit(needs, Span(at, at), added + gap if before else gap + added)


def _place(module: LlvmModule, kind: EntityKind, here: IrFunction) -> tuple[int, bool]:
    """Where an entity of a kind is added, and whether it comes before what stands there."""
    if kind == "define":
        return here.span.end, False
    like = [entity for entity in module.entities if entity.kind == kind]
    if like:
        return like[-1].span.end, False
    if kind in ("type", "comdat", "global"):
        first = next(one for one in module.entities if one.kind not in ("target", "other", "type"))
        function = module.function_at(first.span.start)
        note = function.note if function is not None else None
        return (note or first.span).start, True
    if kind == "declare":
        return max(function.span.end for function in module.functions), False
    return module.entities[-1].span.end, False


def _edit(needs: _Needs, span: Span, code: bytes) -> Edit:
    text = decode(code).replace("\r\n", "\n")
    return Edit(span.start, span.end, text.replace("\n", line_ending(needs.module.data)))


def _bare(found: re.Match[bytes]) -> bytes:
    """A string without quotes that it does not need, as a name may have them."""
    return plain_name(found[0])


def _essence(code: bytes) -> bytes:
    """The definition of a variable without what may be said of it either way."""
    return squeezed(_MARKS.sub(b"", code.partition(b"=")[2]))
