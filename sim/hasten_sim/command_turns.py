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
from hasten_sim.intervals import LEAST_ROUNDS, Pair, has_lost, rounds_for
from hasten_sim.nouns import CaseCost, Measurement, Relative, TooSlow, Verdict
from hasten_sim.outcomes import Limit
from hasten_sim.project import ProjectView
from hasten_sim.runs import problem_of
from hasten_sim.turns import FIRST_RUNS, FIRST_SECONDS, SPEND_SECONDS

CASE = "measure"
"""The name of the one case."""


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
    what counts is the time that the program prints. Raises SuiteError for a pattern that is none.
    """

    equipment: Equipment
    pattern: re.Pattern[str] | None = field(converter=_compiled)
    native: Native
    why: str
    view: ProjectView | None = field(default=None, init=False)
    _cost: float = field(default=0.0, init=False)
    _spent: float = field(default=0.0, init=False)
    _rounds: int = field(default=LEAST_ROUNDS, init=False)

    async def original(self, view: ProjectView, rank: int) -> Measurement | Verdict:
        """Time the run a few times; the median is the cost."""
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
        self.view, self._cost = view, statistics.median(times)
        self._rounds = rounds_for(self._spent / len(times), SPEND_SECONDS)
        return self._measurement(self._cost, None)

    async def candidate(self, view: ProjectView, rank: int, limit: Limit) -> Measurement | Verdict:
        """Compare with the original; the cost is the original's, divided by the speedup."""
        original = self.view
        if original is None:
            return await self.original(view, rank)

        def lost(pairs: Sequence[Pair]) -> Verdict | None:
            if limit.cost is None:
                return None
            best = has_lost(pairs, self._cost / limit.cost)
            return TooSlow(CASE, self._cost / best, limit.cost) if best is not None else None

        async with self.native.turn:
            found = await self.native.compare(
                lambda: self._timed(original, rank),
                lambda: self._timed(view, rank),
                self._rounds,
                lost,
            )
        if not isinstance(found, Relative):
            return found
        return self._measurement(self._cost / found.speedup, found)

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
