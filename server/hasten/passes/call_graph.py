"""Who calls whom in a module, as far as that decides what is left of a function."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from attrs import frozen

from hasten.passes.data_size import head_of

_REFERENCE = re.compile(r'@("[^"\n]*"|[-\w.$]+)')
_DISCARDABLE = re.compile(r"\b(?:internal|private|linkonce|linkonce_odr|available_externally)\b")
_GLOBAL = re.compile(r"^@.*$", re.MULTILINE)


@frozen
class Place:
    """A function's place among the others.

    `callers` are calls of it in the module. `reached`: code outside may come to it, so that it
    cannot just be left out. `vanishing`: it is local, and called once: it is inlined there.
    `absorbed` are the instructions of functions that vanish into it, `small` those of small
    functions that it calls, which may be inlined.
    """

    callers: int
    reached: bool
    vanishing: bool
    absorbed: int
    small: int


SMALL = 40
"""Instructions, unoptimized: some ten when optimized."""


def places_of(
    text: str,
    definitions: Sequence[tuple[str, str, str]],
    calls: Mapping[str, Counter[str]],
    lengths: Mapping[str, int],
) -> dict[str, Place]:
    """The places of functions by name.

    `definitions` are names with what is written before and after them; `calls` whom each calls how
    often, `lengths` their instructions.
    """
    callers = Counter[str]()
    for called in calls.values():
        callers.update(called)
    references = {name: set(_REFERENCE.findall(body)) for name, _, body in definitions}
    used = Counter(name for own in references.values() for name in own)
    fixed = {name for name, before, _ in definitions if not _DISCARDABLE.search(before)}
    local = {name for name, before, _ in definitions if name not in fixed and "once" not in before}
    held = {name for line in _GLOBAL.findall(head_of(text)) for name in _REFERENCE.findall(line)}
    reached = set[str]()
    waiting = [name for name in references if name in fixed or name in held]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += [one for one in references[name] if one in references]
    vanishing = {
        name
        for name in local
        if callers[name] == 1 and used[name] == 1 and name not in held and name in reached
    }
    return {
        name: Place(
            callers=callers[name],
            reached=name in reached,
            vanishing=name in vanishing,
            absorbed=sum(lengths[one] for one in calls[name] if one in vanishing),
            small=sum(
                lengths[one] * number
                for one, number in calls[name].items()
                if one not in vanishing and lengths.get(one, SMALL) < SMALL
            ),
        )
        for name in references
    }
