"""What a program does with std::cin and std::cout, as far as it can be done otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hasten.rules.analysis import is_string
from hasten.rules.io.needs import PRINTABLE, READABLE
from hasten.rules.io.places import Place, places_of
from hasten.rules.io.program import Names
from hasten.rules.io.uses import NAMESPACE, Uses, printable, readable, renamed
from hasten_sim.facts import Call

_READERS = (
    "istream",
    "basic_istream",
    "istream_iterator",
    "istreambuf_iterator",
    "iostream",
    "basic_iostream",
    "streambuf",
    "basic_ios",
)
_PRINTERS = (
    "ostream",
    "basic_ostream",
    "ostream_iterator",
    "ostreambuf_iterator",
    "iostream",
    "basic_iostream",
    "streambuf",
    "basic_ios",
    "osyncstream",
)
_OTHER_MANIPULATORS = frozenset(
    {"hex", "oct", "dec", "setw", "setfill", "left", "right", "internal", "showpoint", "showpos"}
    | {"boolalpha", "noboolalpha", "scientific", "defaultfloat", "hexfloat", "uppercase", "flush"}
    | {"ends", "ws", "setbase", "put_time", "quoted", "unitbuf", "resetiosflags", "setiosflags"}
)
_TUNING = ("tie", "sync_with_stdio")

# How many arguments the members of std::cin may have.
_MEMBERS = {"get": 1, "peek": 0, "ignore": 2, "clear": 0, "eof": 0, "good": 0, "fail": 0}


def uses_of_cin(names: Names) -> Uses | None:
    """How std::cin is used; None when something else is done with it than is understood."""
    if any(not _is_in_overload(names, place) for place in places_of(names.rows, *_READERS)):
        return None
    skipping = _skipping(names)
    return _uses_of(names, "cin", skipping) if skipping is not None else None


def uses_of_cout(names: Names) -> Uses | None:
    """How std::cout is used; None when something else is done with it than is understood."""
    if any(not _is_in_overload(names, place) for place in places_of(names.rows, *_PRINTERS)):
        return None
    manipulators = _manipulators(names)
    return _uses_of(names, "cout", manipulators) if manipulators is not None else None


def _is_in_overload(names: Names, place: Place) -> bool:
    """Whether the name is in a definition of `>>` or `<<`.

    Where such a definition is used on one of the streams, its type is one that is not supported.
    """
    function = None if place.row.macro else names.source.enclosing_function(place.start)
    return function is not None and function.name.startswith(("operator>>", "operator<<"))


def _uses_of(names: Names, stream: str, uses: Uses) -> Uses | None:
    operator = ">>" if stream == "cin" else "<<"
    manipulators = frozenset(start for start, _, _ in uses.changes)
    chains: list[Place] = []
    for place, standing in names.places(stream):
        if standing == "inactive" or place.first.near(-1) == "using":
            continue
        if place.near(1) == "." and place.near(2) in _TUNING:
            found = _tuning(place)
        else:
            found = _use_of_cin(names, place) if stream == "cin" else _use_of_cout(place)
        if found is None or standing == "unknown":
            return None
        if place.near(1) == operator:
            chains.append(place)
        uses = uses.with_(found)
    types = _types(names, chains, operator, manipulators)
    return uses.with_(Uses(types=types)) if types is not None else None


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


def _use_of_cin(names: Names, place: Place) -> Uses | None:
    before, after = place.first.near(-1), place.near(1)
    plain = renamed(place, "in")
    if after == ".":
        member, arguments = place.near(2), place.at(2).arguments
        is_known = arguments is not None and len(arguments) <= _MEMBERS.get(member, -1)
        return renamed(place, "in", member) if is_known else None
    line = place.first.at(-2) if before == "(" and place.first.index > 1 else None
    if line is not None and line.word == "getline" and after in (",", ">>"):
        return plain.with_(_getline(line)) if _reads_a_line(names, line) else None
    if before in ("&", "*", "<<"):
        return None
    if after == ">>":
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


def _use_of_cout(place: Place) -> Uses | None:
    before, after = place.first.near(-1), place.near(1)
    if before in ("&", "*", "<<", "!"):
        return None
    if after == "<<":
        return renamed(place, "out")
    member = place.near(2) if after == "." else ""
    closing = place.at(2).after_call if member else None
    if closing is None or closing.word != ";" or before not in (";", "{", "}", ")", ":", "else"):
        return None
    inside = "".join(place.row.words[i] for i in range(place.index + 4, closing.index - 1))
    if member == "precision" and _is_precision(inside):
        text, name = f"{NAMESPACE}::out << {NAMESPACE}::setprecision({inside})", "setprecision"
    elif member == "setf" and re.fullmatch(
        r"(?:std::)?ios(?:_base)?::fixed(?:,(?:std::)?ios(?:_base)?::floatfield)?", inside
    ):
        text, name = f"{NAMESPACE}::out << {NAMESPACE}::fixed", "fixed"
    else:
        return None
    change = (place.whole_start, closing.at(-1).end, text)
    return Uses(changes=(change,), names=frozenset({name}), places=(place,))


def _is_precision(text: str) -> bool:
    return text.isdecimal() and int(text) <= 100


def _skipping(names: Names) -> Uses | None:
    """`ws` where std::cin is told to skip spaces."""
    uses = Uses()
    for place, standing in names.places("ws"):
        is_used = standing != "inactive" and place.first.near(-1) == ">>"
        root = place.chain_root(">>") if is_used else None
        if is_used and (root is None or place.row.macro):
            return None
        if root is not None and root.word == "cin" and not root.is_member:
            uses = uses.with_(_manipulator(place))
    return uses


def _manipulators(names: Names) -> Uses | None:
    """`endl`, `fixed` and `setprecision(10)` where they are printed to std::cout."""
    for place, _ in names.places(*_OTHER_MANIPULATORS):
        if _is_printed_to_cout(place):
            return None
    uses = Uses()
    for place, standing in names.places("endl", "fixed", "setprecision"):
        if standing == "inactive" or place.first.near(-1) == "using":
            continue
        is_whole_macro = bool(place.row.macro) and place.first.near(-1) == place.near(1) == ""
        is_ours = _is_printed_to_cout(place) or (is_whole_macro and place.word == "endl")
        if not is_ours and place.row.macro:
            return None  # Where it is printed to is decided where the macro is used.
        if place.word == "setprecision" and is_ours and not _has_known_precision(place):
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


def _has_known_precision(place: Place) -> bool:
    return place.arguments is not None and place.near(3) == ")" and _is_precision(place.near(2))


def _is_printed_to_cout(place: Place) -> bool:
    root = place.chain_root("<<") if place.first.near(-1) == "<<" else None
    return root is not None and root.word == "cout" and not root.is_member


# --- types ---------------------------------------------------------------------------------------


def _types(
    names: Names, chains: Sequence[Place], operator: str, manipulators: frozenset[int]
) -> frozenset[str] | None:
    """The types that go through the operator; None when one of them is not supported.

    Inside templates clang does not know them: then all that are supported, and the compiler
    refuses the program if there are others.
    """
    kind, known = (readable, READABLE) if operator == ">>" else (printable, PRINTABLE)
    in_code = [place for place in chains if not names.in_macro(place)]
    calls = _calls_of(names, in_code, operator)
    found: set[str] = set()
    for call in (call for group in calls.values() for call in group):
        last = call.argument_types[-1]
        if call.arguments[-1][0] in manipulators or (call.from_macro and _is_manipulator(last)):
            continue
        supported = kind(last)
        if supported is None:
            return None
        found.add(supported)
    is_in_template = any(
        _operators(place, operator) > len(calls.get(place.whole_start, ())) for place in in_code
    ) or (len(in_code) < len(chains) and _IN_MACROS not in calls)
    return frozenset(known if is_in_template else found)


_IN_MACROS = -1


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
    return "_Setprecision" in type_name or ("ios" in type_name or "ostream" in type_name)


def _operators(place: Place, operator: str) -> int:
    """How many operators the chain has that the name begins."""
    count, index, words = 0, place.index + 1, place.row.words
    while index < len(words) and words[index] not in (
        ";",
        ",",
        ")",
        "]",
        "}",
        "?",
        ":",
        "&&",
        "||",
    ):
        count += words[index] == operator
        index = place.row.partners.get(index, index) + 1
    return count
