"""The search over plans: sources take turns, the bandit says whose, and the best only gets better.

Within a budget of evaluations it is a function of the module, the seed and LLVM; a budget of
seconds ends it where the clock says.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from random import Random

from attrs import define, evolve, field, frozen

from hasten.passes.bandit import Bandit
from hasten.passes.flags import Flags
from hasten.passes.plan import WITH_TABLES, Attempt, Board, Plan, Scored, rank_of
from hasten.passes.sources import Source
from hasten_sim.backends.opt_size import (
    Evaluation,
    Measurer,
    Metric,
    Module,
    SizePipeline,
    Sizes,
)

SETS_FIRST = 3
"""Stored sets of flags that are tried first of all: what pays nearly everywhere is in them."""
FLAGS_EVERY = 4
"""One of so many attempts is for other flags."""
FEW = 20
"""Evaluations of which none is spent on flags alone."""
REPEATS = 12
"""Times in a row that sources may name plans that were measured before, until the search ends."""


@frozen
class Budget:
    """When to stop: after so many evaluations or seconds, whichever comes first.

    `cpu_seconds` are those of the measurer's processes: what `seconds` would be on a core of one's
    own.
    """

    evaluations: int | None = None
    seconds: float | None = None
    cpu_seconds: float | None = None

    def left(self, used: int, cpu_seconds: float, started: float) -> bool:
        """Whether there is any left."""
        if self.evaluations is not None and used >= self.evaluations:
            return False
        if self.cpu_seconds is not None and cpu_seconds >= self.cpu_seconds:
            return False
        return self.seconds is None or time.monotonic() - started < self.seconds


@frozen
class Found:
    """A better plan: after how many evaluations and seconds, its size, and who found it."""

    evaluations: int
    seconds: float
    size: int
    source: str
    has_flags: bool = False


@frozen
class Searched:
    """What a search came to. Sizes are those of the fast way, by the search's metric.

    `as_it_stands` and `with_attributes` are those of -Oz; the board's baseline is the better one.
    `gains` are bytes by source, `attempts` how often each was asked, `refused` verdicts by name.
    """

    board: Board
    as_it_stands: int | None
    with_attributes: int | None
    found: tuple[Found, ...]
    gains: dict[str, int]
    attempts: dict[str, int]
    refused: dict[str, int]
    evaluations: int
    seconds: float
    cpu_seconds: float


Listener = Callable[[Found], None]


@frozen
class Start:
    """The baselines, measured: what a search starts from."""

    plan: Plan
    size: int
    as_it_stands: int | None
    with_attributes: int | None
    functions: Mapping[str, int] = field(factory=dict[str, int], repr=False)
    with_tables: float = math.inf
    """Bytes of .text, .data and .rodata, where bytes are what is to be small."""


async def baselines(
    measurer: Measurer, module: Module, pipeline: SizePipeline, metric: Metric
) -> Start | Evaluation:
    """-Oz as the module stands and with size attributes; a verdict when neither can be had."""

    async def measured(plan: Plan) -> tuple[Evaluation, int | None]:
        # All code is made, so that .rodata is known.
        known: Metric = WITH_TABLES if metric == "text+data" else metric
        found = await measurer.measure(plan.recipe(), known, functions=True)
        return found, found.of(metric) if isinstance(found, Sizes) else None

    plain = Plan((pipeline.element,), attributes=False)
    first, stands = await measured(plain)
    if module.has_size_attributes:
        return _start(plain, first, metric, stands, stands)
    asked = evolve(plain, attributes=True)
    second, attributed = await measured(asked)
    if attributed is not None and (stands is None or attributed <= stands):
        return _start(asked, second, metric, stands, attributed)
    return _start(plain, first, metric, stands, attributed)


def _start(
    plan: Plan,
    found: Evaluation,
    metric: Metric,
    as_it_stands: int | None,
    with_attributes: int | None,
) -> Start | Evaluation:
    if not isinstance(found, Sizes):
        return found
    tables = found.of(WITH_TABLES) if found.rodata is not None else math.inf
    size = found.of(metric)
    return Start(plan, size, as_it_stands, with_attributes, found.functions, tables)


@define
class Search:
    """One search: the sources, the budget, and the state between attempts.

    `opening` names the sources whose turn it is at first, one after the other, before the bandit
    knows anything.
    """

    measurer: Measurer
    metric: Metric
    sources: Sequence[Source]
    priors: dict[str, float]
    flags: Flags | None = None
    seed: int = 0
    listener: Listener | None = None
    opening: Sequence[str] = ()
    _known: dict[Plan, Evaluation] = field(factory=dict[Plan, Evaluation], init=False)
    _found: list[Found] = field(factory=list[Found], init=False)
    _gains: Counter[str] = field(factory=Counter[str], init=False)
    _attempts: Counter[str] = field(factory=Counter[str], init=False)
    _refused: Counter[str] = field(factory=Counter[str], init=False)
    _turn: int = field(default=0, init=False)

    async def run(self, start: Start, functions: tuple[str, ...], budget: Budget) -> Searched:
        """Search until the budget is used up, or nobody has anything left to try."""
        began, spent = time.monotonic(), self.measurer.cpu_seconds
        random = Random(self.seed)
        scored = Scored(start.plan, start.size, start.functions)
        board = Board(
            self.metric, start.size, functions, scored, scored, (scored,), start.with_tables
        )
        bandit = Bandit(self.priors)
        used = repeats = 0
        if self.flags is not None and (budget.evaluations is None or budget.evaluations > FEW):
            while used < SETS_FIRST and (attempt := self.flags.propose(board, random)) is not None:
                board = await self._measured(self.flags, attempt, board, used, began)
                used += 1
            board = self.flags.settle(board)
        while budget.left(used, self.measurer.cpu_seconds - spent, began) and repeats < REPEATS:
            proposed = self._next(board, bandit, random, used)
            if proposed is None:
                break
            source, attempt = proposed
            again = self._known.get(board.measured(attempt.plan))
            if again is not None:
                source.learn(attempt, again, board)
                bandit.learn(source.name, 0.0) if source is not self.flags else None
                repeats += 1
                continue
            repeats = 0
            used += 1
            before = board
            board = await self._measured(source, attempt, board, used, began)
            if source is not self.flags:
                gained = before.best.size - board.best.size
                bandit.learn(source.name, 100 * gained / max(1, start.size))
        last = self.flags.last(board) if self.flags is not None else None
        if self.flags is not None and last is not None and last.plan not in self._known:
            used += 1
            board = await self._measured(self.flags, last, board, used, began)
        if board.flags:
            used += 1
            board = await self._without_flags(board, start)
        return Searched(
            board=board,
            as_it_stands=start.as_it_stands,
            with_attributes=start.with_attributes,
            found=tuple(self._found),
            gains=dict(self._gains),
            attempts=dict(self._attempts),
            refused=dict(self._refused),
            evaluations=used,
            seconds=time.monotonic() - began,
            cpu_seconds=self.measurer.cpu_seconds - spent,
        )

    def _next(
        self, board: Board, bandit: Bandit, random: Random, used: int
    ) -> tuple[Source, Attempt] | None:
        """The next attempt, and whose it is."""
        if self.flags is not None and used > FLAGS_EVERY and used % FLAGS_EVERY == 0:
            attempt = self.flags.propose(board, random)
            if attempt is not None:
                return self.flags, attempt
        names = {source.name: source for source in self.sources}
        while self._turn < len(self.opening):
            source = names.get(self.opening[self._turn])
            self._turn += 1
            attempt = source.propose(board, random) if source is not None else None
            if source is not None and attempt is not None:
                return source, attempt
        while names:
            source = names.pop(bandit.choose(names))
            attempt = source.propose(board, random)
            if attempt is not None:
                return source, attempt
        attempt = self.flags.propose(board, random) if self.flags is not None else None
        return (self.flags, attempt) if self.flags is not None and attempt is not None else None

    async def _without_flags(self, board: Board, start: Start) -> Board:
        """The board of a search with flags, with what its best plan is worth without them."""
        plan, best = board.best.plan, Scored(start.plan, start.size, start.functions)
        found = await self.measurer.measure(plan.recipe(), self.metric, functions=True)
        if isinstance(found, Sizes) and board.admits(found):
            best = min(best, Scored(plan, found.of(self.metric), found.functions), key=rank_of)
        return evolve(board, best=best, flags=())

    async def _measured(
        self, source: Source, attempt: Attempt, board: Board, used: int, began: float
    ) -> Board:
        """The board after a plan was measured; its source has been told."""
        plan = board.measured(attempt.plan)
        found = await self.measurer.measure(
            plan.recipe(), self.metric, functions=True, keep=attempt.keep
        )
        self._known[plan] = found
        board = self._after(board, attempt, found, used, time.monotonic() - began)
        source.learn(attempt, found, board)
        return board

    def _after(
        self, board: Board, attempt: Attempt, found: Evaluation, used: int, seconds: float
    ) -> Board:
        """The board after an attempt; gains are booked, and told."""
        self._attempts[attempt.source] += 1
        if not isinstance(found, Sizes):
            self._refused[found.name] += 1
            return board
        size = found.of(self.metric)
        if not board.admits(found):
            self._refused["larger with .rodata"] += 1
            return board
        after = board.with_result(attempt.plan, size, found.functions)
        flagged = bool(attempt.plan.flags)
        gained = (
            min(board.flagged.size, board.best.size) - size
            if flagged
            else board.best.size - after.best.size
        )
        if gained > 0:
            self._gains[attempt.source] += gained
            news = Found(used, seconds, size, attempt.source, flagged or bool(board.flags))
            self._found.append(news)
            if self.listener is not None:
                self.listener(news)
        return after
