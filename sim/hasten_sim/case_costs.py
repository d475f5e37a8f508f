"""What executables cost on the cases of a suite: on all, or until a race is lost."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from hasten_sim.backends import Measured
from hasten_sim.case_runs import CaseRuns
from hasten_sim.equipment import Equipment
from hasten_sim.nouns import CaseCost, Measurement
from hasten_sim.outcomes import Limit
from hasten_sim.slots import in_order
from hasten_sim.toolchain import Executable

RACE_SHARE = 0.5
"""A race is decided when the cases run so far make up this share of the rival's cost."""
LEAST_REST = 0.5
"""Before that, it is lost by who loses even if the other cases cost no more than a share of what
they cost the rival: this one at first, all when `RACE_SHARE` is reached."""


class CaseCosts:
    """Measures executables on the cases of one suite."""

    def __init__(self, equipment: Equipment, runs: CaseRuns) -> None:
        self._equipment = equipment
        self._runs = runs

    async def measure_all(
        self,
        executable: Executable,
        order: Sequence[int],
        rank: int,
        limit: Limit,
        floor: float = 0.0,
    ) -> list[Measured]:
        """Cases in order, up to one that goes wrong, throws, or makes the cost too high."""
        taken: list[Measured] = []

        def going(measured: Measured) -> bool:
            taken.append(measured)
            if measured.problem is not None or (measured.throws and not executable.static_pie):
                return False
            if limit.cost is None or len(taken) == len(order):
                return True
            if self.at_least(taken, len(order), floor) > limit.cost:
                return False
            return not self._is_lost(taken, order, limit)

        works = [partial(self._runs.measure, executable, index, rank) for index in order]
        return await in_order(works, going)

    def _is_lost(self, measured: Sequence[Measured], order: Sequence[int], limit: Limit) -> bool:
        """Whether the race is lost, if the rest costs about what it costs the rival.

        The heaviest cases come first, so what comes later could make up for little.
        """
        if limit.rival is None or limit.cost is None:
            return False
        theirs = {case.case: case.cost for case in limit.rival.cases}
        run = sum(theirs.get(self._name(index), 0.0) for index in order[: len(measured)])
        total = sum(theirs.values())
        ours = sum(one.cost.cost for one in measured if one.cost is not None)
        done = min(1.0, run / (RACE_SHARE * total)) if total else 1.0
        rest = LEAST_REST + (1 - LEAST_REST) * done
        return ours + rest * (total - run) > limit.cost

    def at_least(self, measured: Sequence[Measured], cases: int, floor: float) -> float:
        """The least that all cases can cost, once some are known: no case is below the floor."""
        known = sum(one.cost.cost for one in measured if one.cost is not None)
        return round(known + floor * (cases - len(measured)), 2)

    def measurement(
        self,
        executable: Executable,
        order: Sequence[int],
        measured: Sequence[Measured],
        floor: float,
    ) -> Measurement:
        """The costs of all cases, measured in some order, as they stand in the suite."""
        costs: dict[int, CaseCost] = {}
        for index, one in zip(order, measured, strict=True):
            assert one.cost is not None
            costs[index] = one.cost
        backend = self._equipment.backend
        return Measurement(
            backend=backend.name,
            version=backend.version + (" static-pie" if executable.static_pie else ""),
            unit=backend.unit,
            cases=tuple(costs[index] for index in sorted(costs)),
            floor=floor,
            deterministic=backend.deterministic,
        )

    def _name(self, index: int) -> str:
        return self._runs.suite.cases[index].name
