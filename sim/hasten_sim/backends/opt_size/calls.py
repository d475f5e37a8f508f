"""The calls in a module whose inlining can be decided one by one, found in LLVM's own writing."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from attrs import frozen

from hasten_sim.backends.opt_size.recipe import INLINED, INLINING_COST, KEPT, Call, MarkCalls

PERL = Path("/usr/bin/perl")
_DEFINE = re.compile(r'define [^\n]*?@("[^"]*"|[-\w.$]+)\([^\n]*\{$')
_CALL = re.compile(
    r"\s+(?:%[^=\n]+ = )?(?:(?:tail|musttail|notail) )?(?:call|invoke) (?![^@\n]*\basm )"
    r'[^@\n]*@("[^"]*"|[-\w.$]+)\('
)
_NUMBER = re.compile(r"[(,][^,()]* (?:-?\d+|true|false|null)(?=,|$)")
_TOKEN = re.compile(r'"[^"]*"|[()]')


@frozen
class CallSite:
    """A call, and where its attributes go in the text: a line from 1, a column in bytes from 0."""

    call: Call
    callee: str
    line: int
    column: int
    constants: int
    """How many of its arguments are numbers."""


def can_mark_calls() -> bool:
    """Whether what edits texts on the plain way is there."""
    return os.access(PERL, os.X_OK)


@lru_cache(maxsize=8)
def calls_in(text: str) -> tuple[CallSite, ...]:
    """The calls of functions that have bodies, by name, in a text that LLVM wrote."""
    lines = text.split("\n")
    heads = {at: found[1] for at, line in enumerate(lines) if (found := _DEFINE.match(line))}
    return tuple(_calls(lines, heads, frozenset(heads.values())))


def marking(text: str, step: MarkCalls) -> str:
    """The program in Perl, for each line, that marks calls in that text."""
    costs = {**dict.fromkeys(step.kept, KEPT), **dict.fromkeys(step.inlined, INLINED)}
    places = ", ".join(
        f"{one.line}, [{one.column}, {costs[one.call]}]"
        for one in calls_in(text)
        if one.call in costs
    )
    attribute = f'qq( "{INLINING_COST}"="$$m[1]")'
    start = f"BEGIN {{ %m = ({places}) }}"
    return f"{start} if ($m = $m{{$.}}) {{ substr($_, $$m[0], 0) = {attribute} }}"


_MARK = rf'"{INLINING_COST}"="-?\d+"'
UNMARKING = (
    "BEGIN { undef $/ } "
    rf's/^attributes (#\d+) = \{{ {_MARK} \}}\n/$gone{{$1}} = 1; ""/gem; '
    rf"s/^(attributes .*) {_MARK}/$1/gm; "
    r"s/^(\s.*\b(?:call|invoke) .*)/$line = $1; "
    r'$line =~ s{("[^"]*")| (#\d+)\b}{$1 || ($gone{$2} ? "" : " $2")}ge; $line/gem'
)
"""The same for taking the marks away. LLVM writes attributes in groups: one that they alone were
in must not stay behind empty."""


def _calls(
    lines: Sequence[str], heads: dict[int, str], defined: frozenset[str]
) -> Iterator[CallSite]:
    caller, number = "", 0
    for at, line in enumerate(lines):
        if at in heads:
            caller, number = heads[at], 0
        elif line == "}":
            caller = ""
        elif caller and (found := _CALL.match(line)) and found[1] in defined:
            opening = found.end() - 1
            closing = _closing(line, opening)
            constants = len(_NUMBER.findall(line, opening, closing))
            column = len(line[: closing + 1].encode("utf-8", "surrogateescape"))
            yield CallSite(
                Call(_plain(caller), number), _plain(found[1]), at + 1, column, constants
            )
            number += 1


def _closing(line: str, opening: int) -> int:
    """Where the bracket is closed that opens there."""
    depth = 0
    for token in _TOKEN.finditer(line, opening):
        depth += {"(": 1, ")": -1}.get(token[0], 0)
        if depth == 0:
            return token.start()
    return len(line) - 1


def _plain(written: str) -> str:
    """A name without its quotes, as the worker has it."""
    if not written.startswith('"'):
        return written
    return re.sub(r"\\([0-9A-Fa-f]{2})", lambda found: chr(int(found[1], 16)), written[1:-1])
