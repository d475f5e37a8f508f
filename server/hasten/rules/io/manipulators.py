"""Manipulators in what is read from std::cin and printed to std::cout: `ws`, `endl`, `setw(5)`."""

from __future__ import annotations

from hasten.rules.io.handed_on import Stream
from hasten.rules.io.needs import NAMESPACE
from hasten.rules.io.places import Place
from hasten.rules.io.program import Names
from hasten.rules.io.uses import Uses

_OTHERS = frozenset(
    {"hex", "oct", "dec", "internal", "showpoint", "showpos", "showbase", "boolalpha"}
    | {"noboolalpha", "hexfloat", "uppercase", "ends", "ws", "setbase", "put_time"}
    | {"put_money", "quoted", "unitbuf", "resetiosflags", "setiosflags", "noshowpoint"}
)
_SIDES = frozenset({"left", "right"})
_PLAIN = frozenset({"endl", "flush", "fixed", "scientific", "defaultfloat"}) | _SIDES
_WITH_ARGUMENT = frozenset({"setprecision", "setw", "setfill"})


def skipping(names: Names, stream: Stream) -> Uses | None:
    """`ws` where std::cin is told to skip spaces; None when it is not clear where that is."""
    uses = Uses()
    for place, standing in names.places("ws"):
        is_used = standing != "inactive" and place.first.near(-1) == ">>"
        root = place.chain_root(">>") if is_used else None
        if is_used and (root is None or place.row.macro):
            return None
        if stream.is_root(names, root):
            uses = uses.with_(_manipulator(place))
    return uses


def manipulators(names: Names, stream: Stream) -> Uses | None:
    """`endl`, `fixed` and `setprecision(10)` where they are printed to std::cout."""
    if any(_is_printed(names, stream, place) for place, _ in names.places(*_OTHERS)):
        return None
    uses = Uses()
    for place, standing in names.places(*_PLAIN, *_WITH_ARGUMENT):
        if standing == "inactive" or place.first.near(-1) == "using":
            continue
        if place.word in _SIDES and "<<" not in (place.first.near(-1), place.near(1)):
            continue
        is_whole_macro = bool(place.row.macro) and place.first.near(-1) == place.near(1) == ""
        is_ours = _is_printed(names, stream, place) or (is_whole_macro and place.word == "endl")
        if not is_ours and place.row.macro:
            return None  # Where it is printed to is decided where the macro is used.
        if is_ours and place.word in _WITH_ARGUMENT and len(place.arguments or ()) != 1:
            return None
        if is_ours:
            uses = uses.with_(_manipulator(place))
    return uses


def _manipulator(place: Place) -> Uses:
    if place.word == "endl":
        change = (place.whole_start, place.end, r"'\n'")
        return Uses(changes=(change,), types=frozenset({"char"}))
    change = (place.whole_start, place.end, f"{NAMESPACE}::{place.word}")
    return Uses(changes=(change,), names=frozenset({place.word}))


def _is_printed(names: Names, stream: Stream, place: Place) -> bool:
    root = place.chain_root("<<") if place.first.near(-1) == "<<" else None
    return stream.is_root(names, root)
