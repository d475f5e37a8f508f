"""Flags of the code generator: a gain of its own, which the build must carry, not the IR."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from attrs import define, evolve, field

from hasten.passes.plan import Attempt, Board, Scored
from hasten_sim.backends.opt_size import Evaluation

FLAGS = (
    "-disable-machine-licm",
    "-disable-lsr",
    "-enable-ipra",
    "-pre-RA-sched=list-burr",
    "-use-mbpi=0",
    "-disable-block-placement",
    "-enable-ext-tsp-block-placement",
    "-min-jump-table-entries=1000",
    "-consthoist-with-block-frequency=0",
    "-disable-constant-hoisting",
    "-misched=ilpmin",
    "-misched=ilpmax",
    "-enable-misched=0",
    "-pre-RA-sched=source",
    "-pre-RA-sched=list-ilp",
    "-enable-shrink-wrap=0",
    "-join-globalcopies",
    "-disable-cgp-branch-opts",
    "-cgp-split-large-offset-gep=0",
    "-addr-sink-using-gep=0",
    "-tail-merge-size=2",
    "-tail-dup-size=0",
    "-disable-early-taildup",
    "-disable-tail-duplicate",
    "-regalloc=basic",
    "-enable-split-machine-functions=0",
    "-disable-peephole",
    "-aggressive-ext-opt",
    "-disable-cgp-select2branch",
    "-disable-machine-sink",
    "-disable-post-ra",
    "-phi-elim-split-all-critical-edges=0",
    "-no-phi-elim-live-out-early-exit",
    "-twoaddr-reschedule=0",
    "-enable-machine-outliner",
)
"""What is tried, in the order of what it gave elsewhere. None changes what code means."""


def known(listing: str) -> tuple[str, ...]:
    """The flags that `llc --help-hidden` lists."""
    return tuple(one for one in FLAGS if f"-{one.lstrip('-').partition('=')[0]}" in listing)


@define
class Flags:
    """Flags added one by one to the best plan: those that pay stay, and are tried without later."""

    flags: Sequence[str]
    name: str = "flags"
    _tried: set[tuple[str, ...]] = field(factory=set[tuple[str, ...]])
    _plan: Scored | None = None
    _kept: tuple[str, ...] = ()

    def propose(self, board: Board, random: Random) -> Attempt | None:
        """The best plan with the flags that paid, and one more or one less."""
        del random
        if self._plan is None or board.best.plan != self._plan.plan:
            again = self._kept if self._plan is not None else ()
            self._plan = board.best
            self._tried = {()}
            if again:
                self._tried.add(again)
                return self._attempt(board, again)
        for flags in self._sets():
            if flags not in self._tried:
                self._tried.add(flags)
                return self._attempt(board, flags)
        return None

    def learn(self, attempt: Attempt, found: Evaluation, board: Board) -> None:
        """What is on the board is kept."""
        del attempt, found
        self._kept = board.flagged.plan.flags

    def _attempt(self, board: Board, flags: tuple[str, ...]) -> Attempt:
        """The best plan with flags; what its passes make is kept for the next flags."""
        plan = evolve(board.best.plan, flags=flags)
        return Attempt(plan, self.name, keep=(len(plan.recipe().steps),))

    def _sets(self) -> list[tuple[str, ...]]:
        names = {one.partition("=")[0] for one in self._kept}
        more = [(*self._kept, one) for one in self.flags if one.partition("=")[0] not in names]
        less = [tuple(one for one in self._kept if one != gone) for gone in self._kept]
        return [*more, *(one for one in less if one)]
