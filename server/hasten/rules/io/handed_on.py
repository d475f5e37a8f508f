"""Functions that are handed one of the standard streams: they can be handed its stand-in as well.

`std::ostream& operator<<(std::ostream& out, const Point& p)` is one, when it prints to std::cout
wherever it is called. All that is printed to its parameter is printed to std::cout then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from attrs import evolve, frozen

from hasten.rules.io.needs import NAMESPACE
from hasten.rules.io.places import Place, places_of
from hasten.rules.io.program import Names
from hasten.rules.io.uses import Change
from hasten_sim.facts import Call, Declaration

_TYPES = {"cin": "istream", "cout": "ostream"}
_STAND_INS = {"cin": "Reader", "cout": "Writer"}


@frozen
class Stream:
    """One of the standard streams, and the parameters that never stand for another one.

    `given` are the offsets where it is handed on, `converted` the functions whose parameter is
    that stream, `changes` what makes their types those of the stand-in.
    """

    name: str
    parameters: frozenset[int] = frozenset()
    converted: frozenset[int] = frozenset()
    given: frozenset[int] = frozenset()
    changes: tuple[Change, ...] = ()

    def is_parameter(self, names: Names, place: Place) -> bool:
        """Whether the token names one of the parameters."""
        if place.is_member or not self.parameters:
            return False
        reference = names.facts.reference_at.get(place.start)
        return reference is not None and reference.target in self.parameters

    def is_root(self, names: Names, root: Place | None) -> bool:
        """Whether a chain that starts with that token goes to the stream."""
        if root is None or root.is_member:
            return False
        return root.word == self.name or self.is_parameter(names, root)

    def places(self, names: Names) -> Iterator[Place]:
        """Where one of the parameters is named, outside its declaration."""
        words = {names.facts.by_name_at[at].name for at in self.parameters}
        for place in places_of(names.rows, *words):
            if not place.row.macro and self.is_parameter(names, place):
                yield place


@frozen
class _Handed:
    """A function with a parameter that is a stream, in one of its declarations.

    `index` is that of the parameter, `calls` are the calls of this very declaration.
    """

    function: Declaration
    parameter: Declaration
    index: int
    calls: tuple[Call, ...]
    signature: tuple[str, ...]


def stream_of(names: Names, name: str) -> Stream | None:
    """The stream of that name, with the functions it is handed to.

    None when its type is named in a way that is not understood, or when a function is handed
    other streams, too.
    """
    places = list(places_of(names.rows, _TYPES[name]))
    handed = tuple(_handed(names, name)) if places else ()
    stream = _with_converted(names, Stream(name), handed)
    converted = [h for h in handed if h.function.name_at in stream.converted]
    if not all(_is_given(names, stream, handed, h, call) for h in converted for call in h.calls):
        return None
    changes: list[Change] = []
    for place in places:
        owner = _owner(handed, place)
        if owner is None and not is_in_overload(names, place):
            return None
        if owner in converted:
            changes.append((place.whole_start, place.end, f"{NAMESPACE}::{_STAND_INS[name]}"))
    given = [_argument(h, call)[0] for h in converted for call in h.calls]
    defaults = [_default(names, stream, h) for h in converted]
    given += [at for at in defaults if at is not None]
    return evolve(stream, given=frozenset(given), changes=tuple(changes))


def is_in_overload(names: Names, place: Place) -> bool:
    """Whether the name is in a definition of `>>` or `<<`.

    Where such a definition is used on one of the streams, its type is one that is not supported.
    """
    function = None if place.row.macro else names.source.enclosing_function(place.start)
    return function is not None and function.name.startswith(("operator>>", "operator<<"))


def _handed(names: Names, name: str) -> Iterator[_Handed]:
    facts = names.facts
    wanted = f"std::basic_{_TYPES[name]}<char> &"
    for function in facts.declarations:
        if function.kind != "function" or function.from_macro:
            continue
        given = [facts.by_name_at.get(at) for at in function.parameters]
        signature = tuple((p.type or p.written) if p is not None else "" for p in given)
        if wanted in signature:
            index = signature.index(wanted)
            parameter = given[index]
            calls = tuple(c for c in facts.calls if c.target == function.name_at)
            if parameter is not None:
                yield _Handed(function, parameter, index, calls, signature)


def _argument(handed: _Handed, call: Call) -> tuple[int, int]:
    return call.arguments[handed.index] if handed.index < len(call.arguments) else (-1, -1)


def _default(names: Names, stream: Stream, handed: _Handed) -> int | None:
    """Where the stream is named as the default of a parameter."""
    parameter = handed.parameter
    text = names.source.data[parameter.start : parameter.end]
    found = re.search(rb"=\s*((?:::)?(?:std::)?" + stream.name.encode() + rb")\s*$", text)
    return parameter.start + found.start(1) if found is not None else None


def _is_given(
    names: Names, stream: Stream, handed: Sequence[_Handed], one: _Handed, call: Call
) -> bool:
    """Whether a call hands the stream itself on, or a chain that begins with it."""
    start, end = _argument(one, call)
    if call.from_macro:
        return False
    if start < 0:
        alike = [h for h in handed if h.signature == one.signature]
        return any(_default(names, stream, h) is not None for h in alike if _may_meet(h, one))
    text = names.source.data[start:end]
    found = re.match(rb"(?:::)?(?:std::)?([A-Za-z_]\w*)\s*(?:<<|>>|$)", text)
    if found is None:
        return False
    reference = names.facts.reference_at.get(start + found.start(1))
    if reference is None or reference.from_macro:
        return False
    is_stream = reference.target == -1 and reference.qualified == f"std::{stream.name}"
    return is_stream or reference.target in stream.parameters


def _with_converted(names: Names, stream: Stream, handed: Sequence[_Handed]) -> Stream:
    """The stream with all functions that it is handed to, or that may be meant by their name."""
    while True:
        asked = [h for h in handed if any(_is_given(names, stream, handed, h, c) for c in h.calls)]
        chosen = [h for h in handed if any(_may_meet(h, other) for other in asked)]
        grown = evolve(
            stream,
            converted=frozenset(h.function.name_at for h in chosen),
            parameters=frozenset(h.parameter.name_at for h in chosen),
        )
        if grown == stream:
            return stream
        stream = grown


def _may_meet(one: _Handed, other: _Handed) -> bool:
    """Whether the two declare one function, or one may override the other."""
    same = one.function.name == other.function.name and one.index == other.index
    return same and (
        not one.function.name.startswith("operator") or one.signature == other.signature
    )


def _owner(handed: Sequence[_Handed], place: Place) -> _Handed | None:
    """The function whose parameter or result the token is the type of."""
    if place.row.macro:
        return None
    for one in handed:
        is_parameter = one.parameter.start <= place.start < one.parameter.name_at
        if is_parameter or one.function.start <= place.start < one.function.name_at:
            return one
    return None
