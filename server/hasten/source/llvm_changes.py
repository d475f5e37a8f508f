"""What a user may have changed in a module while passes were run on an earlier version of it.

What passes made of a function rests on more than its own text: on constants, attributes, the heads
of what it calls. Edits are only carried over to a text in which all of that is what it was.
"""

from __future__ import annotations

from hasten.source.llvm_ir import Entity, LlvmModule
from hasten.source.llvm_numbering import squeezed


def still_holds(old: LlvmModule, new: LlvmModule, function: str = "") -> bool:
    """Whether what passes made of `old` may stand in `new`.

    Of a function: when it and everything outside of other functions' bodies says the same; other
    bodies may change, and functions may be added. Of the whole module (no name given): when nothing
    but comments and blanks has changed.
    """
    if not function:
        return squeezed(old.data) == squeezed(new.data)
    here, there = old.function_named(function), new.function_named(function)
    if here is None or there is None:
        return False
    spans = (old.data[here.span.start : here.span.end], new.data[there.span.start : there.span.end])
    if squeezed(spans[0]) != squeezed(spans[1]):
        return False
    heads, later = _heads(old), _heads(new)
    if any(later.get(name) != head for name, head in heads.items()):
        return False
    return _around(old) == _around(new)


def _heads(module: LlvmModule) -> dict[str, bytes]:
    return {
        one.name: squeezed(module.data[one.head.start : one.head.end]) for one in module.functions
    }


def _around(module: LlvmModule) -> list[tuple[str, str, bytes]]:
    """All that stands outside of functions, in order."""
    return [_said(module, one) for one in module.entities if one.kind != "define"]


def _said(module: LlvmModule, one: Entity) -> tuple[str, str, bytes]:
    return one.kind, one.name, squeezed(module.data[one.span.start : one.span.end])
