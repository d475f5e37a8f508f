"""Lists of passes that make a program run faster: levels, stored lists, changes of the best.

Every try costs runs of the program, so there are few: what often helps comes first.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from random import Random

from attrs import define, field, frozen

from hasten.passes.lists import Vocabulary
from hasten.passes.minimise import Minimiser
from hasten.passes.nesting import changed_inside, words_of
from hasten.passes.plan import Pipeline
from hasten.passes.stored import usable
from hasten_sim.llvm_passes import Pass

MORE: tuple[Pass, ...] = (
    Pass("loop-unroll<O3>", "function"),
    Pass("loop-vectorize", "function"),
    Pass("loop-distribute", "function"),
    Pass("loop-unroll<O3;runtime;partial>", "function"),
    Pass("simple-loop-unswitch<nontrivial;trivial>", "loop-mssa"),
)
"""Passes of -O2 and -O3 that only make code larger, beside those that are safe for size."""
LEVELS = ("default<O2>", "default<Os>")
TAILS: tuple[Pipeline, ...] = (
    ("default<O3>",),
    ("function(loop-unroll<O3;runtime;partial>,instcombine<no-verify-fixpoint>,simplifycfg)",),
    ("ipsccp", "default<O2>"),
    ("function(gvn,instcombine<no-verify-fixpoint>,loop-mssa(licm),simplifycfg)",),
    ("function(slp-vectorizer,vector-combine,instcombine<no-verify-fixpoint>)",),
)
"""What is tried after the best level."""
SHORT: tuple[Pipeline, ...] = (
    (
        "function(sroa,early-cse,instcombine<no-verify-fixpoint>,simplifycfg)",
        "inline",
        "function(sroa,gvn,simplifycfg,loop-mssa(licm),instcombine<no-verify-fixpoint>)",
    ),
    (
        "ipsccp",
        "function(sroa,early-cse<memssa>,simplifycfg)",
        "inline",
        "function(sroa,gvn,loop-mssa(loop-rotate,licm),instcombine<no-verify-fixpoint>)",
        "function(simplifycfg,loop(indvars,loop-unroll-full),gvn,adce)",
    ),
)
"""Whole lists without what makes short loops dear: vectors, and many iterations at a time."""
MOST_STORED = 4
INSIDE = 0.6
"""How often a change is made inside nested lists, and not to a list's own elements."""
SHARE_OF_SHORTENING = 0.15
KEPT = 6
NEAR = 1.05
"""What costs more than this many times the best is not measured to the end."""

Measure = Callable[[Pipeline, float], Awaitable[float | None]]
"""The cost that a list gives; None when it fails, or is certain to be no less than the limit."""
Listener = Callable[[float, float], None]
"""Told a better cost, and the share of the time that is spent."""


@frozen
class Timed:
    """A list that was measured, and the program's cost after it."""

    passes: Pipeline
    cost: float


@define
class SpeedSearch:
    """A search for the list with the lowest cost. `spent` tells the share of the time that is gone.

    `level` is clang's -O3 as elements of a list, or empty where it is not known.
    """

    measure: Measure
    passes: tuple[Pass, ...] = field(repr=False)
    level: Pipeline
    spent: Callable[[], float]
    listener: Listener
    most: int = 1000
    tries: int = 0
    best: list[Timed] = field(factory=list[Timed])
    _known: set[Pipeline] = field(factory=set[Pipeline])

    async def run(self, start: Timed, seed: int = 0) -> tuple[Timed, ...]:
        """Search until the time is up; the lists that cost less than the start, best first."""
        random = Random(seed)
        self.best = [start]
        self._known = {start.passes}
        for passes in self._first():
            if not self._has_time(1 - SHARE_OF_SHORTENING):
                break
            await self._try(passes)
        vocabulary, words = Vocabulary.of_module(self.passes), words_of(self.passes)
        while self._has_time(1 - SHARE_OF_SHORTENING):
            parent = self.best[min(int(random.expovariate(1.0)), len(self.best) - 1)].passes
            if random.random() < INSIDE:
                await self._try(changed_inside(parent, words, random))
            else:
                await self._try(vocabulary.changed(parent, random)[0])
        best = self.best[0]
        if best.cost < start.cost and len(best.passes) > 1:
            short = await Minimiser(self._size, self.most).run(best.passes, round(best.cost))
            if short.pipeline != best.passes:
                self.best.insert(0, Timed(short.pipeline, short.size))
        return tuple(one for one in self.best if one.cost < start.cost)

    def _first(self) -> Iterator[Pipeline]:
        """What is tried before anything is changed."""
        yield ("default<O1>",)
        yield from SHORT
        for level in LEVELS:
            yield (level,)
        best = self.best[0].passes
        for tail in TAILS:
            yield (*best, *tail)
        for stored in usable("module", self.passes)[:MOST_STORED]:
            yield stored
            yield (*stored, *best)
        if self.level:
            yield self.level

    async def _try(self, passes: Pipeline) -> None:
        if not passes or passes in self._known:
            # A change that changes nothing costs nothing, but must not go on for ever.
            self.tries += 1
            return
        self._known.add(passes)
        self.tries += 1
        cost = await self.measure(passes, self.best[0].cost * NEAR)
        if cost is None:
            return
        if cost < self.best[0].cost:
            self.listener(cost, self.spent())
        self.best = sorted([*self.best, Timed(passes, cost)], key=lambda one: one.cost)[:KEPT]

    async def _size(self, passes: Pipeline) -> int | None:
        if not self._has_time(1.0):
            return None
        self.tries += 1
        cost = await self.measure(passes, self.best[0].cost)
        return None if cost is None else round(cost)

    def _has_time(self, share: float) -> bool:
        return self.spent() < share and self.tries < self.most
