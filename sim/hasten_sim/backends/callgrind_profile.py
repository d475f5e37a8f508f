"""Read what callgrind wrote (``--dump-instr=yes``, nothing compressed): events, opcodes, calls.

The format is described in the manual of callgrind, chapter "Callgrind Format Specification". Cost
lines begin with the address of an instruction, as it is linked in its object; the line after
``calls=`` holds the inclusive cost of the calls made there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from attrs import field, frozen

from hasten_sim.backends.opcodes import CLASSES, OpcodeClass


@frozen
class Special:
    """Hexadecimal addresses, without 0x, of instructions of a class."""

    codes: Mapping[bytes, OpcodeClass] = field(repr=False)
    width: int
    prefixes: frozenset[bytes] = field(repr=False)

    @classmethod
    def of(cls, codes: Mapping[int, OpcodeClass]) -> Special:
        """Prepare the addresses for the search: most lines must be passed over quickly."""
        keys: dict[bytes, OpcodeClass] = {b"%x" % address: codes[address] for address in codes}
        width = min(map(len, keys), default=1)
        return cls(keys, width, frozenset(key[:width] for key in keys))


NONE_SPECIAL = Special.of({})
_CALL = re.compile(rb"\ncfn=([^\n]*)\ncalls=[^\n]*\n\S+ ([^\n]*)")
_RECURSION = re.compile(rb"'\d+$")
_THROWS = b"\nfn=_Unwind_Find_FDE"


@frozen
class Call:
    """All calls of one function by another: the inclusive count of each event."""

    caller: bytes
    callee: bytes
    events: tuple[int, ...]


@frozen
class Profile:
    """One run under callgrind.

    `events` are the totals by callgrind's names. `opcodes` has the executions of the special
    instructions, by function. `calls` excludes those of a function by itself. `throws` tells
    whether unwind tables were looked up, which the first exception thrown does.
    """

    events: dict[str, int]
    opcodes: dict[bytes, dict[OpcodeClass, int]]
    calls: tuple[Call, ...] = field(repr=False)
    throws: bool

    def count(self, opcode: OpcodeClass) -> int:
        """Executions of one class of instructions in the whole run."""
        return sum(own.get(opcode, 0) for own in self.opcodes.values())


def read_profile(
    data: bytes, special_of: Callable[[str], Special], *, graph: bool
) -> Profile | None:
    """The profile in `data`, None when it was not written to its end.

    `special_of` gives the special addresses of an object by its path. `graph` says whether calls
    are wanted.
    """
    names, totals = _header(data, b"events: "), _header(data, b"totals: ")
    if names is None or totals is None:
        return None
    events = dict(zip((name.decode() for name in names), _vector(totals, len(names)), strict=True))
    opcodes: dict[bytes, dict[OpcodeClass, int]] = {}
    calls: dict[tuple[bytes, bytes], tuple[int, ...]] = {}
    for path, name, body in _functions(data):
        function = _RECURSION.sub(b"", name)
        for opcode, count in _own_opcodes(body, special_of(path)).items():
            own = opcodes.setdefault(function, {})
            own[opcode] = own.get(opcode, 0) + count
        if graph:
            _add_calls(calls, function, body, len(names))
    return Profile(
        events,
        opcodes,
        tuple(Call(caller, callee, cost) for (caller, callee), cost in calls.items()),
        throws=_THROWS in data,
    )


def _header(data: bytes, key: bytes) -> list[bytes] | None:
    start = data.find(b"\n" + key)
    if start < 0:
        return None
    start += 1 + len(key)
    end = data.find(b"\n", start)
    return data[start : end if end >= 0 else None].split()


def _vector(numbers: list[bytes], length: int) -> tuple[int, ...]:
    """Counts of all events: trailing zeros are not written."""
    return (*map(int, numbers), *[0] * (length - len(numbers)))


def _functions(data: bytes) -> Iterator[tuple[str, bytes, bytes]]:
    """Object, function and cost lines; one function may come several times."""
    for section in data.split(b"\nob=")[1:]:
        path, _, rest = section.partition(b"\n")
        for body in rest.split(b"\nfn=")[1:]:
            end = body.find(b"\n")
            yield path.decode("utf-8", "surrogateescape"), body[:end], body[end:]


def _own_opcodes(body: bytes, special: Special) -> dict[OpcodeClass, int]:
    counts: dict[OpcodeClass, int] = {}
    lines = body.split(b"\n0x")
    width, prefixes = special.width, special.prefixes
    for index in [i for i, line in enumerate(lines) if line[:width] in prefixes]:
        address, _, rest = lines[index].partition(b" ")
        opcode = special.codes.get(address)
        if opcode is not None and b"\ncalls=" not in lines[index - 1]:
            counts[opcode] = counts.get(opcode, 0) + int(rest.split(None, 1)[0])
    return counts


def _add_calls(
    calls: dict[tuple[bytes, bytes], tuple[int, ...]], caller: bytes, body: bytes, length: int
) -> None:
    for name, numbers in _CALL.findall(body):
        callee = _RECURSION.sub(b"", name)
        if callee == caller:
            continue
        cost = _vector(numbers.split(), length)
        if (earlier := calls.get((caller, callee))) is not None:
            cost = tuple(map(sum, zip(earlier, cost, strict=True)))
        calls[caller, callee] = cost


# --- the cost of one function -------------------------------------------------------------------


def inclusive(profile: Profile, functions: set[bytes]) -> dict[str, float] | None:
    """Events and opcodes of some functions (the overloads of one name) and all they call.

    None when nobody calls them. Events are exact: they are those of the calls from outside, so
    recursion is counted once. Callgrind does not tell the opcodes of calls, so those of a callee
    are shared out over its callers by the instructions it spent for each, as gprof does.
    """
    reach = _reachable(profile.calls, functions)
    entering = [c for c in profile.calls if c.callee in functions and c.caller not in functions]
    # A caller that is itself called from within is a longer recursion; its cost is in already.
    outermost = [call for call in entering if call.caller not in reach] or entering
    if not outermost:
        return None
    totals = map(sum, zip(*(call.events for call in outermost), strict=True))
    result: dict[str, float] = dict(zip(profile.events, totals, strict=True))
    shares = _shares(profile.calls, functions, reach)
    for opcode in CLASSES:
        result[opcode] = sum(
            share * profile.opcodes[function].get(opcode, 0)
            for function, share in shares.items()
            if function in profile.opcodes
        )
    return result


def _callees(calls: tuple[Call, ...]) -> dict[bytes, list[Call]]:
    made: dict[bytes, list[Call]] = defaultdict(list)
    for call in calls:
        made[call.caller].append(call)
    return made


def _reachable(calls: tuple[Call, ...], functions: set[bytes]) -> list[bytes]:
    """Everything called from `functions`, callers before callees (but for recursion)."""
    made = _callees(calls)
    finished: list[bytes] = []
    seen = set(functions)
    for start in sorted(functions):
        stack = [(start, iter(made[start]))]
        while stack:
            function, rest = stack[-1]
            call = next(rest, None)
            if call is None:
                finished.append(function)
                stack.pop()
            elif call.callee not in seen:
                seen.add(call.callee)
                stack.append((call.callee, iter(made[call.callee])))
    return finished[::-1]


def _shares(
    calls: tuple[Call, ...], functions: set[bytes], order: list[bytes]
) -> dict[bytes, float]:
    """For each function reached, the share of its instructions that was spent for `functions`."""
    spent: dict[bytes, int] = defaultdict(int)
    for call in calls:
        spent[call.callee] += call.events[0]
    position = {function: index for index, function in enumerate(order)}
    made = _callees(calls)
    shares: dict[bytes, float] = dict.fromkeys(order, 0.0) | dict.fromkeys(functions, 1.0)
    for function in order:
        for call in made[function]:
            forward = position[call.callee] > position[function]
            if forward and call.callee not in functions and spent[call.callee]:
                share = shares[function] * call.events[0] / spent[call.callee]
                shares[call.callee] = min(1.0, shares[call.callee] + share)
    return shares
