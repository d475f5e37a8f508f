"""Executables measured on the cases of a suite by turns with the original: `native`'s way."""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Sequence

from attrs import define, evolve, field

from hasten_sim.backends.native import Native, Timed
from hasten_sim.case_runs import CaseRuns
from hasten_sim.equipment import Equipment
from hasten_sim.intervals import Pair, has_lost, rounds_for
from hasten_sim.nouns import CaseCost, Measurement, Relative, TooSlow, Verdict
from hasten_sim.outcomes import Limit
from hasten_sim.toolchain import Executable

SPEND_SECONDS = 10.0
"""About what a candidate's runs may take, unless the fewest that give an interval take longer."""
FIRST_RUNS = 3
FIRST_SECONDS = 1.0
"""The original is timed so often at first, or for so long: its cost is but a unit, and each
comparison times it again."""


@define
class Turns:
    """Times the original, and then each candidate by turns with it. `why` goes into the records."""

    equipment: Equipment
    runs: CaseRuns
    native: Native
    why: str
    _original: Executable | None = field(default=None, init=False)
    _costs: tuple[CaseCost, ...] = field(default=(), init=False)

    async def original(self, executable: Executable, rank: int) -> Measurement | Verdict:
        """Time every case a few times; the medians are the costs. The executable is kept."""
        # A copy: the bench discards its executables, and every candidate lies in a file of its own.
        kept = self.equipment.directory("original") / "prog"
        shutil.copy2(executable.path, kept)
        self._original = evolve(executable, path=kept)
        costs: list[CaseCost] = []
        spent = 0.0
        async with self.native.turn:
            for index, case in enumerate(self.runs.suite.cases):
                times: list[float] = []
                for _ in range(FIRST_RUNS):
                    time = await self.runs.timed(self._original, index, rank, self.native)
                    if not isinstance(time, float | int):
                        return time
                    times.append(time)
                    spent += time / self.native.units_per_second
                    if spent > FIRST_SECONDS:
                        break
                costs.append(CaseCost(case.name, round(statistics.median(times), 1)))
        self._costs = tuple(costs)
        return self._measurement(self._costs, None)

    async def candidate(
        self, executable: Executable, rank: int, limit: Limit
    ) -> Measurement | Verdict:
        """Compare with the original. A cost is the original's, divided by the speedup.

        So costs of different candidates, measured at different times, may be compared.
        """
        if self._original is None:
            return await self.original(executable, rank)
        spent: tuple[list[float], list[float]] = (
            [0.0] * len(self._costs),
            [0.0] * len(self._costs),
        )
        total = sum(case.cost for case in self._costs)

        async def all_cases(which: Executable, times: list[float]) -> Timed:
            round_time = 0.0
            for index in range(len(self._costs)):
                time = await self.runs.timed(which, index, rank, self.native)
                if not isinstance(time, float | int):
                    return time
                times[index] += time
                round_time += time
            return round_time

        def lost(pairs: Sequence[Pair]) -> Verdict | None:
            if limit.cost is None:
                return None
            best = has_lost(pairs, total / limit.cost)
            if best is None:
                return None
            return TooSlow(self._costs[-1].case, round(total / best, 1), limit.cost)

        original = self._original
        async with self.native.turn:
            found = await self.native.compare(
                lambda: all_cases(original, spent[0]),
                lambda: all_cases(executable, spent[1]),
                rounds_for(total / self.native.units_per_second, SPEND_SECONDS),
                lost,
            )
        if not isinstance(found, Relative):
            return found
        return self._measurement(_scaled(self._costs, spent, found.speedup), found)

    def _measurement(self, costs: tuple[CaseCost, ...], compared: Relative | None) -> Measurement:
        return Measurement(
            backend=self.native.name,
            version=self.native.version,
            unit=self.native.unit,
            cases=costs,
            deterministic=False,
            relative=compared,
            why=self.why,
        )


def _scaled(
    costs: tuple[CaseCost, ...], spent: tuple[list[float], list[float]], speedup: float
) -> tuple[CaseCost, ...]:
    """What a candidate costs by case, so that all cases together show the speedup."""
    shares = [
        case.cost * (theirs / max(ours, 1e-9))
        for case, ours, theirs in zip(costs, *spent, strict=True)
    ]
    factor = sum(case.cost for case in costs) / speedup / max(sum(shares), 1e-9)
    return tuple(
        CaseCost(case.case, share * factor) for case, share in zip(costs, shares, strict=True)
    )
