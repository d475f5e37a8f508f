"""The types of what is read from std::cin and printed to std::cout."""

from __future__ import annotations

from collections.abc import Sequence

from hasten.rules.io.handed_on import Stream
from hasten.rules.io.needs import PRINTABLE, READABLE
from hasten.rules.io.places import Place
from hasten.rules.io.program import Names
from hasten.rules.io.uses import printable, readable
from hasten_sim.facts import Call


def types_of(
    names: Names, stream: Stream, chains: Sequence[Place], manipulators: frozenset[int]
) -> frozenset[str] | None:
    """The types that go through the operator; None when one of them is not supported.

    Inside templates clang does not know them: then all that are supported, and the compiler
    refuses the program if there are others. Operators of the program that are converted count for
    nothing: what they print, they print in chains of their own.
    """
    operator = ">>" if stream.name == "cin" else "<<"
    kind, known = (readable, READABLE) if operator == ">>" else (printable, PRINTABLE)
    in_code = [place for place in chains if not names.in_macro(place)]
    calls = _calls_of(names, in_code, operator)
    found: set[str] = set()
    for call in (call for group in calls.values() for call in group):
        last = call.argument_types[-1]
        if call.target in stream.converted:
            continue
        if call.arguments[-1][0] in manipulators or (call.from_macro and _is_manipulator(last)):
            continue
        supported = kind(last)
        if supported is None:
            return None
        found.add(supported)
    is_in_template = any(
        _operators(place, operator) > len(calls.get(place.whole_start, ())) for place in in_code
    ) or (len(in_code) < len(chains) and _IN_MACROS not in calls)
    if is_in_template and any(True for _ in names.source.find_code(_CONVERSION)):
        return None  # what has an operator of its own may be printed as a number instead
    return frozenset(known if is_in_template else found)


_IN_MACROS = -1
_CONVERSION = (
    r"(?<!explicit )(?<!explicit constexpr )\boperator\s+(?:const\s+)?(?:unsigned\s+)?"
    r"(?:bool|char|short|int|long|float|double|size_t|ll|i64|T)\b"
)
_ENDS = frozenset({";", ",", ")", "]", "}", "?", ":", "&&", "||"})


def _calls_of(names: Names, chains: Sequence[Place], operator: str) -> dict[int, list[Call]]:
    """The calls of the operator by the start of their chain; all that come from macros together."""
    stream = "istream" if operator == ">>" else "ostream"
    starts = {start: p.whole_start for p in chains for start in (p.whole_start, p.start)}
    found: dict[int, list[Call]] = {}
    for call in names.facts.calls:
        place = _IN_MACROS if call.from_macro else starts.get(call.start)
        is_operator = call.callee.rpartition("::")[2] == f"operator{operator}"
        if place is not None and is_operator and call.arguments and _is_on(call, stream):
            found.setdefault(place, []).append(call)
    return found


def _is_on(call: Call, stream: str) -> bool:
    return stream in call.object_type or any(stream in t for t in call.argument_types[:1])


def _is_manipulator(type_name: str) -> bool:
    own = ("_Setprecision", "_Setw", "_Setfill")
    return any(name in type_name for name in own) or ("ios" in type_name or "ostream" in type_name)


def _operators(place: Place, operator: str) -> int:
    """How many operators the chain has that the name begins."""
    count, index, words = 0, place.index + 1, place.row.words
    while index < len(words) and words[index] not in _ENDS:
        count += words[index] == operator
        index = place.row.partners.get(index, index) + 1
    return count
