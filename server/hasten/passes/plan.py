"""What a search decides about a module: a plan, and the recipe that carries it out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from attrs import evolve, field, frozen

from hasten_sim.backends.opt_size import (
    SIZE_ATTRIBUTES,
    Call,
    Dress,
    Mark,
    MarkCalls,
    Metric,
    Recipe,
    Run,
    RunOn,
    Sizes,
    Step,
    Unmark,
    UnmarkCalls,
)

WITH_TABLES: Metric = "text+rodata+data"
Pipeline = tuple[str, ...]
"""Elements of `opt -passes`, one after the other."""
Changes = tuple[str, ...]
"""Attributes that a function is given ("frame-pointer=all") or, after a minus, that are taken."""


@frozen
class Plan:
    """Passes over the module, then over functions each on its own, then over the module again.

    `attributes`: every function is first asked to be small. `never` are functions that are not
    inlined, `inlined` and `kept` single calls that are inlined wherever LLVM can, or are not, by
    `passes`. `stitched` says by function what is run on it after `passes`, in the words of
    `function(...)`. `tail` are passes over the module after that. `dressed` says by function how
    its attributes are changed last, for the code generator to heed. `flags` are for the code
    generator, too; the IR alone cannot carry them.
    """

    passes: Pipeline
    attributes: bool = True
    never: tuple[str, ...] = ()
    inlined: tuple[Call, ...] = ()
    kept: tuple[Call, ...] = ()
    stitched: tuple[tuple[str, Pipeline], ...] = ()
    tail: Pipeline = ()
    dressed: tuple[tuple[str, Changes], ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        """How many passes there are in it; ties go to the shorter plan."""
        groups = {pipeline for _, pipeline in self.stitched}
        passes = len(self.passes) + len(self.tail) + sum(map(len, groups))
        return passes + len(self.dresses()) + len(self.flags)

    @property
    def offset(self) -> int:
        """How many steps of the recipe come before the first of `passes`."""
        return len(self._beginning())

    @property
    def parting(self) -> int:
        """How many steps of the recipe come before the first that is for some functions alone."""
        return self.offset + len(self.passes) + bool(self.inlined or self.kept)

    @property
    def without_flags(self) -> Plan:
        """The same with the code generator as it is."""
        return evolve(self, flags=())

    @property
    def undressed(self) -> Plan:
        """The same with every function's attributes as passes leave them."""
        return evolve(self, dressed=())

    def groups(self) -> dict[Pipeline, tuple[str, ...]]:
        """The functions by what is run on them."""
        return _by_value(self.stitched)

    def dresses(self) -> dict[Changes, tuple[str, ...]]:
        """The functions by how their attributes are changed last."""
        return _by_value(self.dressed)

    def recipe(self) -> Recipe:
        """The steps, in order."""
        steps: list[Step] = [*self._beginning(), *map(Run, self.passes)]
        if self.inlined or self.kept:
            steps.append(UnmarkCalls())
        steps += [RunOn(names, pipeline) for pipeline, names in self.groups().items()]
        steps += map(Run, self.tail)
        if self.never:
            steps.append(Unmark("noinline", self.never))
        steps += [Dress(changes, names) for changes, names in self.dresses().items()]
        return Recipe(tuple(steps), self.flags)

    def pipelines(self) -> tuple[Pipeline, ...]:
        """Every list of passes in it, as what `opt` is given over the module: to be screened."""
        middles = [(f"function({','.join(one)})",) for one in self.groups()] or [()]
        return tuple((*self.passes, *middle, *self.tail) for middle in middles)

    def _beginning(self) -> list[Step]:
        steps: list[Step] = []
        if self.inlined or self.kept:
            # Calls are counted in the module as it was given.
            steps.append(MarkCalls(self.inlined, self.kept))
        steps += SIZE_ATTRIBUTES if self.attributes else ()
        if self.never:
            steps.append(Mark("noinline", self.never))
        return steps


def _by_value(
    pairs: Iterable[tuple[str, tuple[str, ...]]],
) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The names by what each is paired with, those with nothing left out."""
    found: dict[tuple[str, ...], list[str]] = {}
    for name, value in pairs:
        if value:
            found.setdefault(value, []).append(name)
    return {value: tuple(names) for value, names in found.items()}


@frozen
class Attempt:
    """A plan to be measured, and who wants to know.

    `keep` are numbers of steps of the recipe after which the state of the module is worth keeping,
    for attempts that begin alike.
    """

    plan: Plan
    source: str
    keep: tuple[int, ...] = ()


@frozen
class Scored:
    """A plan that was measured, and its size by the search's metric.

    `functions` are the bytes of each function.
    """

    plan: Plan
    size: int
    functions: Mapping[str, int] = field(factory=dict[str, int], repr=False, eq=False)

    @property
    def rank(self) -> tuple[int, int]:
        """Smaller is better: the size, then the length."""
        return self.size, self.plan.length


@frozen
class Board:
    """What every source of plans may see: the question, and how far the search has come.

    `best` is the best plan without flags, `top` the best few lists over the whole module (nothing
    stitched, no tail), best first. `with_tables` are the baseline's bytes of .text, .data and
    .rodata, where bytes are what is to be small. All but the baseline is measured with `flags`,
    which the plans do not name: what has others is `flagged`.
    """

    metric: Metric
    baseline: int
    functions: tuple[str, ...]
    best: Scored
    flagged: Scored
    top: tuple[Scored, ...]
    with_tables: float = math.inf
    flags: tuple[str, ...] = ()

    def measured(self, plan: Plan) -> Plan:
        """What a plan is measured as."""
        return plan if plan.flags else evolve(plan, flags=self.flags)

    def admits(self, found: Sizes) -> bool:
        """Whether what is not counted, tables, has not grown by more than is saved."""
        return found.rodata is None or found.of(WITH_TABLES) <= self.with_tables

    def with_result(
        self, plan: Plan, size: int, functions: Mapping[str, int] | None = None
    ) -> Board:
        """The board after a plan was measured, and its functions."""
        found = Scored(plan, size, functions or {})
        board = self
        if plan.flags:
            return evolve(board, flagged=min(board.flagged, found, key=rank_of))
        if board.flags:
            flagged = evolve(found, plan=board.measured(plan))
            board = evolve(board, flagged=min(board.flagged, flagged, key=rank_of))
        if not plan.stitched and not plan.dressed:
            flat = Scored(evolve(plan, passes=plan.passes + plan.tail, tail=()), size)
            others = [one for one in board.top if one.plan != flat.plan]
            board = evolve(board, top=tuple(sorted([*others, flat], key=rank_of)[:TOP]))
        return evolve(board, best=min(board.best, found, key=rank_of))


TOP = 8


def rank_of(one: Scored) -> tuple[int, int]:
    """The order of plans: smaller, then shorter."""
    return one.rank


def total(sizes: Sizes, names: Iterable[str]) -> int:
    """Bytes of some functions."""
    return sum(sizes.functions.get(name, 0) for name in names)
