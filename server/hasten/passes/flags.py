"""Flags of the code generator: a gain of its own, which the build must carry, not the IR.

First come sets of flags that won elsewhere, then a local search from the best set.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from random import Random

from attrs import define, evolve, field

from hasten.passes.plan import Attempt, Board, Scored
from hasten_sim.backends.opt_size import Evaluation, Sizes

IPRA = "-enable-ipra"
FLAGS = (
    "-disable-lsr",
    "-disable-machine-licm",
    IPRA,
    "-misched=ilpmin",
    "-aggressive-machine-cse",
    "-use-mbpi=0",
    "-regalloc-csr-first-time-cost=100000",
    "-misched=ilpmax",
    "-greedy-reverse-local-assignment",
    "-disable-block-placement",
    "-enable-ext-tsp-block-placement",
    "-enable-machine-outliner",
    "-lsr-drop-solution",
    "-min-jump-table-entries=1000",
    "-regalloc-csr-first-time-cost=10000000",
    "-pre-RA-sched=list-ilp",
    "-x86-br-merging-base-cost=0",
    "-disable-machine-cse",
    "-pre-RA-sched=list-burr",
    "-sink-insts-to-avoid-spills",
    "-machine-sink-split=0",
    "-disable-machine-sink",
    "-grow-region-complexity-budget=0",
    "-combiner-store-merging=0",
    "-phi-elim-split-all-critical-edges",
    "-disable-x86-lea-opt",
    "-disable-phi-elim-edge-splitting",
    "-aggressive-ext-opt",
    "-enable-misched=0",
    "-misched-bottomup=0",
    "-disable-preheader-prot",
    "-optsize-jump-table-density=80",
    "-split-spill-mode=size",
    "-disable-cgp-ext-ld-promotion",
    "-join-globalcopies=0",
    "-lsr-insns-cost=0",
    "-x86-machine-combiner=0",
    "-tail-merge-size=2",
    "-enable-shrink-wrap=0",
    "-no-phi-elim-live-out-early-exit",
)
"""What is tried, in the order of what it gave elsewhere. None changes what code means.

Not in it, though they often pay: `-pre-RA-sched=linearize`, with which programs of the suite hang,
and `-pre-RA-sched=fast`, with which llc crashes.
"""
SETS = "flag_sets.jsonl"
_SIZED = re.compile(r"= alloca [^\n]*, i\d+ [%\d]")
_ADJUSTED = re.compile(r"\basm [^\n]*~\{[er]?sp\}|\b(?:preallocated|inalloca)\b")


@cache
def stored_sets() -> tuple[tuple[str, ...], ...]:
    """Sets of flags that won elsewhere, in the order of what each adds to those before it."""
    text = resources.files("hasten.passes").joinpath(SETS).read_text(encoding="utf-8")
    return tuple(tuple(json.loads(line)["flags"]) for line in text.splitlines() if line.strip())


def known(listing: str) -> tuple[str, ...]:
    """The flags that `llc --help-hidden` lists."""
    return tuple(one for one in FLAGS if f"-{_name(one).lstrip('-')}" in listing)


def fitting(flags: Sequence[str], text: str) -> tuple[str, ...]:
    """The flags that leave a module right, from its text as LLVM writes it.

    With `-enable-ipra` local functions overwrite what is a base pointer to their callers: the
    register that reaches the stack of a function which moves the stack pointer at run time and has
    variables aligned beyond what the stack is.
    """
    moving = _moves_stack_pointer(text)
    return tuple(one for one in flags if not (moving and one == IPRA))


def _moves_stack_pointer(text: str) -> bool:
    """Whether some function reserves stack anywhere but at its beginning, or may touch its pointer.

    A size that is not that of a type is taken for one that is known at run time only.
    """
    if _SIZED.search(text) or _ADJUSTED.search(text):
        return True
    lines, later = 0, False
    for line in text.split("\n"):
        if line.startswith("define "):
            lines, later = 0, False
            continue
        # A label that is not the first line begins another block than the first.
        later = later or (lines > 0 and line[:1] not in ("", " ", "}", ";"))
        if later and "= alloca " in line:
            return True
        lines += 1
    return False


@define
class Flags:
    """Sets of flags on the best plan, then the best set with one more, one less, or another value.

    Plans change while flags are tried: what a set is worth is what it leaves of the plan that it
    was tried with. What pays stays; what did not pay is tried again only after all else was.
    """

    flags: Sequence[str]
    sets: Sequence[tuple[str, ...]] = field(factory=stored_sets)
    name: str = "flags"
    _tried: set[tuple[str, ...]] = field(factory=set[tuple[str, ...]])
    _plan: Scored | None = None
    _kept: tuple[str, ...] = ()
    _left: float = 1.0
    _next: int = 0
    _turn: int = 0

    def __attrs_post_init__(self) -> None:
        found = (self._in_order(flags) for flags in self.sets)
        self.sets = tuple(dict.fromkeys(flags for flags in found if flags))

    def propose(self, board: Board, random: Random) -> Attempt | None:
        """The best plan with the next set, then with sets near the one that paid most."""
        del random
        if self._plan is None or board.best.plan != self._plan.plan:
            self._plan = board.best
            self._tried = {(), self._kept}
        if self._next < len(self.sets):
            self._next += 1
            return self._attempt(board, self.sets[self._next - 1])
        for _ in self.flags:
            flag = self.flags[self._turn % len(self.flags)]
            self._turn += 1
            changed = self._changed(flag)
            if changed not in self._tried:
                return self._attempt(board, changed)
        return None

    def settle(self, board: Board) -> Board:
        """The board with what paid so far as given: all further plans are measured with it.

        So plans are found that are small with flags, and nothing has to be measured both ways.
        """
        if not self._kept or board.flagged.size >= board.best.size:
            return board
        found = board.flagged
        best = Scored(found.plan.without_flags, found.size, found.functions)
        self._plan, self._left = None, 1.0
        return evolve(board, best=best, top=(best,), flags=found.plan.flags)

    def last(self, board: Board) -> Attempt | None:
        """The best plan with the flags that paid most; None where that was measured, or none did.

        Flags that paid with an earlier plan are not tried again each time that there is a better
        one: this does it once, at the end.
        """
        plan = evolve(board.best.plan, flags=self._kept)
        return Attempt(plan, self.name) if self._kept and plan != board.flagged.plan else None

    def learn(self, attempt: Attempt, found: Evaluation, board: Board) -> None:
        """Keep the set that leaves least of its plan, the shorter one of two that are alike."""
        if not isinstance(found, Sizes) or self._plan is None or not board.admits(found):
            return
        flags = attempt.plan.flags
        left = found.of(board.metric) / max(1, self._plan.size)
        if (left, len(flags)) < (self._left, len(self._kept)):
            self._kept, self._left = flags, left

    def _attempt(self, board: Board, flags: tuple[str, ...]) -> Attempt:
        """The best plan with flags; what its passes make is kept for the next flags."""
        self._tried.add(flags)
        plan = evolve(board.best.plan, flags=flags)
        return Attempt(plan, self.name, keep=(len(plan.recipe().steps),))

    def _changed(self, flag: str) -> tuple[str, ...]:
        """What is kept with a flag, in place of another value for it; without it if it is there."""
        others = [one for one in self._kept if one != flag]
        if len(others) < len(self._kept):
            return tuple(others)
        return self._in_order([*(one for one in others if _name(one) != _name(flag)), flag])

    def _in_order(self, flags: Iterable[str]) -> tuple[str, ...]:
        chosen = set(flags)
        return tuple(one for one in self.flags if one in chosen)


def _name(flag: str) -> str:
    return flag.partition("=")[0]
