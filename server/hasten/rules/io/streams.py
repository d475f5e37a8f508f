"""What a program does with std::cin and std::cout, as far as it can be done otherwise."""

from __future__ import annotations

import re

from hasten.rules.analysis import is_string
from hasten.rules.io.chain_types import types_of
from hasten.rules.io.handed_on import Stream, is_in_overload, stream_of
from hasten.rules.io.manipulators import manipulators, skipping
from hasten.rules.io.places import Place, places_of
from hasten.rules.io.program import Names
from hasten.rules.io.uses import NAMESPACE, Uses, renamed
from hasten.source.once import once

_BOTH = ("iostream", "basic_iostream", "streambuf", "basic_ios")
_OTHER_TYPES = {
    "cin": (*_BOTH, "basic_istream", "istream_iterator", "istreambuf_iterator"),
    "cout": (*_BOTH, "basic_ostream", "ostream_iterator", "ostreambuf_iterator", "osyncstream"),
}
_TUNING = ("tie", "sync_with_stdio")

# How many arguments the members of std::cin may have.
_MEMBERS = {"get": 1, "peek": 0, "ignore": 2, "clear": 0, "eof": 0, "good": 0, "fail": 0}


@once
def uses_of_cin(names: Names) -> Uses | None:
    """How std::cin is used; None when something else is done with it than is understood."""
    stream = _understood(names, "cin")
    found = skipping(names, stream) if stream is not None else None
    return _uses_of(names, stream, found) if stream is not None and found is not None else None


@once
def uses_of_cout(names: Names) -> Uses | None:
    """How std::cout is used; None when something else is done with it than is understood."""
    stream = _understood(names, "cout")
    found = manipulators(names, stream) if stream is not None else None
    return _uses_of(names, stream, found) if stream is not None and found is not None else None


def _understood(names: Names, name: str) -> Stream | None:
    if any(
        not is_in_overload(names, place) for place in places_of(names.rows, *_OTHER_TYPES[name])
    ):
        return None
    return stream_of(names, name)


def _uses_of(names: Names, stream: Stream, uses: Uses) -> Uses | None:
    operator = ">>" if stream.name == "cin" else "<<"
    changed = frozenset(start for start, _, _ in uses.changes)
    uses = uses.with_(Uses(changes=stream.changes))
    chains: list[Place] = []
    named = ((place, "ours") for place in stream.places(names))
    for place, standing in (*names.places(stream.name), *named):
        if standing == "inactive" or place.first.near(-1) == "using":
            continue
        if place.near(1) == "." and place.near(2) in _TUNING:
            found = _tuning(place)
        elif place.whole_start in stream.given and place.near(1) in (",", ")"):
            found = _named(names, stream, place)
        else:
            find = _use_of_cin if stream.name == "cin" else _use_of_cout
            found = find(names, stream, place)
        if found is None or standing == "unknown":
            return None
        if place.near(1) == operator:
            chains.append(place)
        uses = uses.with_(found)
    types = types_of(names, stream, chains, changed)
    return uses.with_(Uses(types=types)) if types is not None else None


def _named(names: Names, stream: Stream, place: Place, *needs: str) -> Uses:
    """The name of the stream, which stays when it is that of a parameter."""
    if stream.is_parameter(names, place):
        return Uses(names=frozenset(needs), places=(place,))
    return renamed(place, "in" if stream.name == "cin" else "out", *needs)


@once
def synchronization(names: Names) -> tuple[tuple[int, int], ...]:
    """The statements `ios::sync_with_stdio(...);`, which block streams make pointless."""
    found: list[tuple[int, int]] = []
    for place in places_of(names.rows, "sync_with_stdio"):
        first = place
        while first.near(-1) == "::" or first.near(-2) == "::":
            first = first.at(-1)
        if first.word == "::" and first.near(-1) in ("ios", "ios_base"):
            first = first.at(-1)
        statement = _statement(first, place)
        if statement is not None:
            found.append(statement)
    return tuple(found)


def _statement(first: Place, called: Place) -> tuple[int, int] | None:
    """The byte range of the statement that is nothing but the call."""
    after = called.after_call
    if called.row.macro or first.near(-1) not in (";", "{", "}") or after is None:
        return None
    return (first.start, after.end) if after.word == ";" else None


def _tuning(place: Place) -> Uses:
    """`cin.tie(...)` and the like: removed if it is a statement, else left to the real stream."""
    statement = _statement(place.first, place.at(2))
    return Uses(removed=(statement,) if statement is not None else ())


def _use_of_cin(names: Names, stream: Stream, place: Place) -> Uses | None:
    before, after = place.first.near(-1), place.near(1)
    plain = _named(names, stream, place)
    if after == ".":
        member, arguments = place.near(2), place.at(2).arguments
        if member == "getline" and arguments is not None and len(arguments) in (2, 3):
            return _named(names, stream, place, "line")
        is_known = arguments is not None and len(arguments) <= _MEMBERS.get(member, -1)
        return _named(names, stream, place, member) if is_known else None
    line = place.first.at(-2) if before == "(" and place.first.index > 1 else None
    if line is not None and line.word == "getline" and after in (",", ">>"):
        return plain.with_(_getline(line)) if _reads_a_line(names, line) else None
    if before in ("&", "*", "<<"):
        return None
    if after == ">>" or _is_returned(names, stream, place):
        return plain
    is_condition = before in ("!", "&&", "||") or (
        before == "(" and place.first.near(-2) in ("while", "if", "!")
    )
    return plain if is_condition and after in (")", "&&", "||") else None


def _getline(place: Place) -> Uses:
    # Unqualified it is found next to the stream that it is given.
    change = (place.whole_start, place.end, f"{NAMESPACE}::getline")
    is_qualified = place.qualifier in ("std::", "::std::")
    return Uses(changes=(change,) if is_qualified else (), names=frozenset({"getline"}))


def _reads_a_line(names: Names, place: Place) -> bool:
    if place.qualifier not in ("", "std::", "::std::"):
        return False
    calls = [c for c in names.facts.calls if c.callee == "std::getline"]
    if names.in_macro(place):
        return all(is_string(c.argument_types[1]) for c in calls if c.from_macro)
    return any(
        c.start == place.whole_start and len(c.arguments) > 1 and is_string(c.argument_types[1])
        for c in calls
    )


def _is_returned(names: Names, stream: Stream, place: Place) -> bool:
    is_whole = place.first.near(-1) == "return" and place.near(1) == ";"
    return is_whole and stream.is_parameter(names, place)


def _use_of_cout(names: Names, stream: Stream, place: Place) -> Uses | None:
    before, after = place.first.near(-1), place.near(1)
    if before in ("&", "*", "<<", "!"):
        return None
    if after == "<<" or _is_returned(names, stream, place):
        return _named(names, stream, place)
    member = place.at(2) if after == "." and place.near(2) else None
    if member is None or member.arguments is None:
        return None
    if _UNFORMATTED.get(member.word, -1) == len(member.arguments):
        return _named(names, stream, place, member.word)
    if len(member.arguments) != 1:
        return None
    return _setting(place, member) if not stream.is_parameter(names, place) else None


def _setting(place: Place, member: Place) -> Uses | None:
    """`cout.precision(3);` and the like, as a statement that prints a manipulator."""
    before, closing = place.first.near(-1), member.after_call
    if closing is None or closing.word != ";" or before not in (*";{}):", "else"):
        return None
    inside = "".join(member.row.words[i] for i in range(member.index + 2, closing.index - 1))
    manipulator = _SETTINGS.get(member.word)
    if manipulator is not None:
        text, name = f"{manipulator}({inside})", manipulator
    elif member.word == "setf" and (found := _FLAG.fullmatch(inside)) is not None:
        text = name = found.group(1)
    else:
        return None
    change = (place.whole_start, closing.at(-1).end, f"{NAMESPACE}::out << {NAMESPACE}::{text}")
    return Uses(changes=(change,), names=frozenset({name}), places=(place,))


# How many arguments the members of std::cout have that print as it is, or show what is printed.
_UNFORMATTED = {"put": 1, "write": 2, "flush": 0}
_SETTINGS = {"precision": "setprecision", "width": "setw", "fill": "setfill"}
_FLAG = re.compile(
    r"(?:std::)?ios(?:_base)?::(fixed|left|right|scientific)"
    r"(?:,(?:std::)?ios(?:_base)?::(?:floatfield|adjustfield))?"
)
