"""The measured run of a project, timed by turns with the original's."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Sequence

from attrs import define, evolve, field

from hasten_sim.backends.native import PRINTED_UNIT, Native, Timed, microseconds, printed_time
from hasten_sim.equipment import Equipment
from hasten_sim.errors import SuiteError
from hasten_sim.intervals import (
    APART,
    FEWEST_ROUNDS,
    NARROW,
    WIDE,
    Pair,
    apart,
    has_lost,
    rounds_for,
)
from hasten_sim.nouns import CaseCost, Measurement, Relative, TooSlow, Verdict
from hasten_sim.outcomes import Limit
from hasten_sim.project import ProjectView
from hasten_sim.runs import problem_of
from hasten_sim.turns import FIRST_RUNS, FIRST_SECONDS, SPEND_SECONDS

CASE = "measure"
"""The name of the one case."""
HEAVY_SECONDS = SPEND_SECONDS / 4
"""From here on a run of the original is dear: few are made, and far gains are told from them."""
TELLING_SECONDS = 0.5
"""Where the original's run takes so long, a candidate's first run tells whether it is behind."""
BEHIND_BY = (2.0, 1.5)
"""By which factor a first run, or each of two, must be slower than the one to beat, to have lost:
they are not taken by turns with it."""


def _compiled(pattern: str) -> re.Pattern[str] | None:
    if not pattern:
        return None
    try:
        return re.compile(pattern)
    except re.error as error:
        raise SuiteError(
            f"The time pattern {pattern!r} is not a regular expression: {error}.",
            "Write one with a group around the number, such as `elapsed: ([0-9.]+)`.",
        ) from error


@define
class CommandTurns:
    """Times the measured program of views. `why` goes into the records.

    `view` is the original's: it is kept, for every candidate is compared with it. With a pattern,
    what counts is the time that the program prints, and if the run `is_tested`, the one that was
    judged counts as well. Raises SuiteError for a pattern that is none.
    """

    equipment: Equipment
    pattern: re.Pattern[str] | None = field(converter=_compiled)
    native: Native
    why: str
    is_tested: bool
    view: ProjectView | None = field(default=None, init=False)
    _cost: float = field(default=0.0, init=False)
    _least: float = field(default=math.inf, init=False)
    _originals: list[float] = field(factory=list[float], init=False)
    _spent: float = field(default=0.0, init=False)
    _seconds: float = field(default=0.0, init=False)

    @property
    def is_heavy(self) -> bool:
        """Whether a run of the original takes so long that few can be made."""
        return self._seconds >= HEAVY_SECONDS

    @property
    def _is_dear(self) -> bool:
        return self.is_heavy or self.equipment.frugal

    def discredit(self) -> None:
        """Forget the least cost so far: what had it is wrong."""
        self._least = math.inf

    async def original(
        self, view: ProjectView, rank: int, judged_seconds: float = 0.0
    ) -> Measurement | Verdict:
        """Time the run a few times; the median is the cost.

        Where it was judged for long, that run's time will do.
        """
        self._originals = self._judged(view)
        if self._originals and judged_seconds >= HEAVY_SECONDS:
            self._seconds = judged_seconds
        elif (problem := await self._time_original(view, rank)) is not None:
            return problem
        self.view, self._cost = view, statistics.median(self._originals)
        return self._measurement(self._cost, None)

    async def _time_original(self, view: ProjectView, rank: int) -> Verdict | None:
        times: list[float] = []
        self._spent = 0.0
        async with self.native.turn:
            for _ in range(FIRST_RUNS):
                time = await self._timed(view, rank)
                if not isinstance(time, float | int):
                    return time
                times.append(time)
                if self._spent > FIRST_SECONDS:
                    break
        self._originals = times
        self._seconds = self._spent / len(times)
        return None

    async def candidate(self, view: ProjectView, rank: int, limit: Limit) -> Measurement | Verdict:
        """Compare with the original; the cost is the original's, divided by the speedup."""
        original = self.view
        if original is None:
            return await self.original(view, rank)
        async with self.native.turn:
            found = await self._compared(original, view, rank, limit)
        if not isinstance(found, Relative):
            return found
        cost = self._cost / found.speedup
        self._least = min(self._least, cost)
        return self._measurement(cost, found)

    async def _compared(
        self, original: ProjectView, view: ProjectView, rank: int, limit: Limit
    ) -> Relative | Verdict:
        times = self._judged(view)
        found = self._behind(times, limit)
        if found is None and self._is_dear:
            found = await self._from_few(original, view, rank, limit, times)
        if found is not None:
            return found

        def lost(pairs: Sequence[Pair]) -> Verdict | None:
            if limit.cost is None:
                return None
            best = has_lost(pairs, self._cost / limit.cost)
            return TooSlow(CASE, self._cost / best, limit.cost) if best is not None else None

        return await self.native.compare(
            lambda: self._timed(original, rank),
            lambda: self._timed(view, rank),
            FEWEST_ROUNDS if self.equipment.frugal else rounds_for(self._seconds, SPEND_SECONDS),
            lost,
            WIDE if self._is_dear else NARROW,
        )

    async def _from_few(
        self,
        original: ProjectView,
        view: ProjectView,
        rank: int,
        limit: Limit,
        times: list[float],
    ) -> Relative | Verdict | None:
        """What few runs say, one of the original among them; None when it takes more to be sure.

        The original's run comes between two of the candidate's: a machine that has grown faster
        since the original was run before is found out.
        """
        run = (original, view)
        for which in (view,) * (FEWEST_ROUNDS - 1 - len(times)) + run + run:
            if which is original and not self._may_be_far(times):
                return None
            time = await self._timed(which, rank)
            if not isinstance(time, float | int):
                return time
            (self._originals if which is original else times).append(time)
            if (verdict := self._behind(times, limit)) is not None:
                return verdict
            found = apart(self._originals[-FEWEST_ROUNDS:], times) if which is view else None
            if found is not None:
                return found
        return None

    def _may_be_far(self, times: Sequence[float]) -> bool:
        """Whether a candidate with these times may be so far ahead that few runs tell."""
        return statistics.median(self._originals) >= APART[0][1] * max(times)

    def _judged(self, view: ProjectView) -> list[float]:
        """What the run that was judged has printed of its time, if that is the measured run."""
        if self.pattern is None or not self.is_tested:
            return []
        time = printed_time(self.pattern, *view.said_by("test"))
        return [time] if isinstance(time, float | int) else []

    def _behind(self, times: Sequence[float], limit: Limit) -> TooSlow | None:
        """The verdict on a candidate whose first runs were all far slower than the one to beat."""
        if limit.cost is None or not times or self._seconds < TELLING_SECONDS:
            return None
        least = min(limit.cost, self._least)
        by = BEHIND_BY[min(len(times), len(BEHIND_BY)) - 1]
        return TooSlow(CASE, min(times), least) if min(times) > by * least else None

    async def _timed(self, view: ProjectView, rank: int) -> Timed:
        async with self.equipment.slots.take(rank):
            job = await view.measure_job()
            if self.pattern is not None:
                # Its clock may be the processor's: see `Limits`.
                job = evolve(job, limits=evolve(job.limits, cpu_seconds=math.inf))
            finished = await self.native.run(job)
        self._spent += finished.cpu_seconds
        if (problem := problem_of(finished, CASE, job.limits)) is not None:
            return problem
        if self.pattern is None:
            return microseconds(finished)
        return printed_time(self.pattern, job.stdout, job.stderr)

    def _measurement(self, cost: float, compared: Relative | None) -> Measurement:
        return Measurement(
            backend=self.native.name,
            version=self.native.version,
            unit=self.native.unit if self.pattern is None else PRINTED_UNIT,
            cases=(CaseCost(CASE, cost),),
            deterministic=False,
            relative=compared,
            why=self.why,
        )
