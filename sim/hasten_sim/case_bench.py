"""Programs against input/output cases: compile, judge natively, measure what is right.

Cheap stages come first, and the first failing case ends a trial. Cases run side by side but count
in a fixed order, so what is reported does not depend on timing.
"""

from __future__ import annotations

import asyncio
import math
import shlex
import time
from collections import Counter
from collections.abc import Sequence
from functools import partial

from attrs import evolve

from hasten_sim.backends import Backend
from hasten_sim.backends.native import Native
from hasten_sim.case_costs import CaseCosts
from hasten_sim.case_runs import CaseRuns, Judged
from hasten_sim.compiling import Compiling
from hasten_sim.equipment import Equipment
from hasten_sim.nouns import (
    Accepted,
    CaseSuite,
    Measurement,
    Outcome,
    Program,
    TooSlow,
    Unmeasurable,
    Verdict,
)
from hasten_sim.outcomes import Examined, Limit, Reference, serves
from hasten_sim.sandbox_types import Limits
from hasten_sim.slots import Shared, in_order
from hasten_sim.toolchain import Executable
from hasten_sim.turns import Turns

START_SECONDS = 0.007
"""CPU seconds of any run in the sandbox, however short the program."""
SLOWER = 5
"""A candidate that takes this many times the original's time, and a half second, is given up."""


class CaseBench:
    """Compiles, judges and measures programs on one suite of cases."""

    def __init__(self, equipment: Equipment, suite: CaseSuite) -> None:
        self._equipment = equipment
        self._cases = suite.cases
        self._runs = CaseRuns(equipment, suite)
        self._costs = CaseCosts(equipment, self._runs)
        self._turns: Turns | None = None
        if isinstance(equipment.backend, Native):
            self._take_turns(equipment.backend, "")
        self._known: dict[str, Examined] = {}
        self._under_way: Shared[Examined] = Shared()
        self._failures: Counter[int] = Counter()
        self._failures_before: Counter[int] = Counter()
        self._compiling = Compiling(equipment)
        sizes = [len(case.input) + len(case.expected) for case in suite.cases]
        self._by_size = sorted(range(len(sizes)), key=lambda index: (sizes[index], index))

    def _take_turns(self, native: Native, why: str) -> None:
        """Measure by turns with the original from now on."""
        self._turns = Turns(self._equipment, self._runs, native, why)
        self._equipment.memory.detach()

    @property
    def _backend(self) -> Backend:
        """What measures."""
        return self._turns.native if self._turns is not None else self._equipment.backend

    # --- from text to outcome -----------------------------------------------------------------

    async def original(self, program: Program, rank: int) -> Examined:
        """Compile, judge every case twice, measure all, and the cheapest again."""
        started = time.monotonic()
        made = await self._compiling.compile(program, rank, static_pie=False)
        seconds = {"compile": time.monotonic() - started}
        if not isinstance(made, Executable):
            return Examined(Outcome(made, seconds=seconds))
        try:
            examined = await self._examine_original(made, rank)
        finally:
            self._discard(made)
        if not self._equipment.naive:
            self._known[self._identity(made)] = examined
        return _after_compiling(examined, seconds)

    async def candidate(
        self,
        program: Program,
        rank: int,
        limit: Limit,
        reference: Reference | None,
    ) -> Examined:
        """Compile, judge until a case fails, measure until the limit has been passed.

        A text that compiles to an executable that is known already gets its outcome.
        """
        started = time.monotonic()
        static_pie = reference is not None and reference.static_pie
        made = await self._compiling.compile(program, rank, static_pie=static_pie)
        seconds = {"compile": time.monotonic() - started}
        if not isinstance(made, Executable):
            return Examined(Outcome(made, seconds=seconds))
        examined = None if self._equipment.naive else self._recall(made, limit.cost)
        if examined is not None:
            self._discard(made)
            return _after_compiling(examined, seconds)
        work = partial(self._examine_and_discard, made, rank, limit, reference)
        identity = self._identity(made)
        key = (identity, rank if self._equipment.naive else 0)
        joined = key in self._under_way
        examined = await self._under_way.get(key, work)
        if joined and not serves(examined.outcome, limit.cost):
            examined, joined = await self._under_way.get((identity, rank), work), False
        if joined:
            self._discard(made)
            examined = _reused(examined)
        return _after_compiling(examined, seconds)

    async def verdict(self, program: Program, rank: int, reference: Reference | None) -> Verdict:
        """Compile, and judge until a case fails."""
        static_pie = reference is not None and reference.static_pie
        made = await self._compiling.compile(program, rank, static_pie=static_pie)
        if not isinstance(made, Executable):
            return made
        try:
            judged = await self._judge_all(made, self._by_size, rank, reference)
        finally:
            self._discard(made)
        return judged[-1].problem or Accepted(len(judged))

    def _recall(self, executable: Executable, stop_above: float | None) -> Examined | None:
        identity = self._identity(executable)
        known = self._known.get(identity)
        if known is not None and serves(known.outcome, stop_above):
            return _reused(known)
        return self._equipment.memory.recall("executable", identity, stop_above=stop_above)

    def _identity(self, executable: Executable) -> str:
        """What is alike in executables that cost the same, and the same function of theirs too."""
        if not self._backend.measures_image:
            return executable.text_of.digest
        return executable.digest if self._equipment.function else executable.image

    def _discard(self, executable: Executable) -> None:
        """Remove an executable and what was made beside it."""
        self._equipment.discard(executable.path.parent)

    def _commands(self, executable: Executable) -> tuple[str, ...]:
        return (shlex.join(executable.command), self._backend.command())

    def prepare(self, programs: Sequence[Program], rank: int) -> None:
        """Compile programs that are likely to be asked for, unless that could disturb a clock."""
        if not self._equipment.naive and self._turns is None:
            self._compiling.prepare(programs, rank)

    async def close(self) -> None:
        """Cancel what is under way."""
        await self._compiling.close()
        await self._under_way.close()

    # --- the original -------------------------------------------------------------------------

    async def _examine_original(self, executable: Executable, rank: int) -> Examined:
        started = time.monotonic()
        judged = await in_order(
            [
                partial(self._runs.judge_twice, executable, index, rank, self._equipment.limits)
                for index in self._by_size
            ],
            going=_is_right,
        )
        seconds = {"judge": time.monotonic() - started}
        cpu = {i: one.cpu_seconds for i, one in zip(self._by_size, judged, strict=False)}
        problem = judged[-1].problem or self._choose_backend(cpu)
        if problem is not None:
            return Examined(Outcome(problem, seconds=seconds), self._commands(executable))
        return await self._measure_original(executable, rank, cpu, seconds)

    def _choose_backend(self, cpu: dict[int, float]) -> Unmeasurable | None:
        """Take turns when the backend would take too long; why nothing can be measured, if so."""
        too_long = self._takes_too_long(cpu)
        if too_long and self._equipment.instead is not None and self._turns is None:
            self._take_turns(self._equipment.instead, too_long)
            too_long = self._takes_too_long(cpu)
        if not too_long:
            return None
        native = sum(max(0.0, seconds - START_SECONDS) for seconds in cpu.values())
        return Unmeasurable(
            f"the tests take {native:.1f} s natively; {too_long}: reduce the tests or raise the "
            "budget"
        )

    def _takes_too_long(self, cpu: dict[int, float]) -> str:
        """Why measuring the original would take too long, "" when it would not."""
        tool, allowed = self._backend, self._equipment.allowed(self._backend)
        native = sum(max(0.0, seconds - START_SECONDS) for seconds in cpu.values())
        work = native * tool.slowdown + len(cpu) * tool.start_seconds
        side_by_side = 1 if self._turns is not None else self._equipment.slots.count
        needed = work / min(len(cpu), side_by_side)
        if needed <= allowed:
            return ""
        return f"{tool.name} would need about {needed:.0f} s, and {allowed:g} s are allowed"

    async def _measure_original(
        self, executable: Executable, rank: int, cpu: dict[int, float], seconds: dict[str, float]
    ) -> Examined:
        if self._turns is not None:
            return await self._time_original(self._turns, executable, rank, cpu, seconds)
        started = time.monotonic()
        order = sorted(cpu, key=lambda index: (-cpu[index], index))
        measured, again, floor = await asyncio.gather(
            self._costs.measure_all(executable, order, rank, Limit()),
            self._runs.measure(executable, order[-1], rank),
            self._equipment.floor(executable.text_of, executable.static_pie),
        )
        problem = measured[-1].problem or again.problem
        if problem is None and measured[-1].throws and not executable.static_pie:
            relinked = await self._compiling.compile(executable.text_of, rank, static_pie=True)
            if isinstance(relinked, Executable):
                try:
                    return await self._measure_original(relinked, rank, cpu, seconds)
                finally:
                    self._discard(relinked)
            problem = relinked
        seconds = {**seconds, "measure": time.monotonic() - started}
        commands = self._commands(executable)
        if problem is not None:
            return Examined(Outcome(problem, seconds=seconds), commands)
        found = self._costs.measurement(executable, order, measured, floor)
        found = evolve(found, deterministic=found.deterministic and again.cost == measured[-1].cost)
        times = {self._cases[index].name: cpu[index] for index in cpu}
        outcome = Outcome(Accepted(len(order)), found, seconds)
        return Examined(outcome, commands, Reference(times, found, executable.static_pie))

    async def _time_original(
        self,
        turns: Turns,
        executable: Executable,
        rank: int,
        cpu: dict[int, float],
        seconds: dict[str, float],
    ) -> Examined:
        started = time.monotonic()
        found = await turns.original(executable, rank)
        seconds = {**seconds, "measure": time.monotonic() - started}
        if not isinstance(found, Measurement):
            return Examined(Outcome(found, seconds=seconds), self._commands(executable))
        times = {self._cases[index].name: cpu[index] for index in cpu}
        outcome = Outcome(Accepted(len(cpu)), found, seconds)
        reference = Reference(times, found, static_pie=False)
        return Examined(outcome, self._commands(executable), reference)

    # --- candidates ---------------------------------------------------------------------------

    def discredit(self) -> None:
        """Nothing is given up but for the limit that it is tried with."""

    def begin_round(self) -> None:
        """Let what failed so far decide which case comes first.

        Called when no trial is under way. So the order, and with it the case that a verdict
        names, depends on the rounds before, and not on which trial of one was faster.
        """
        self._failures_before = self._failures.copy()

    async def _examine_and_discard(
        self,
        executable: Executable,
        rank: int,
        limit: Limit,
        reference: Reference | None,
    ) -> Examined:
        try:
            examined = await self._examine(executable, rank, limit, reference)
        finally:
            self._discard(executable)
        if not self._equipment.naive:
            identity = self._identity(executable)
            self._known[identity] = examined
            self._equipment.memory.remember(examined, "executable", identity)
        return examined

    async def _examine(
        self,
        executable: Executable,
        rank: int,
        limit: Limit,
        reference: Reference | None,
    ) -> Examined:
        started = time.monotonic()
        order = sorted(self._by_size, key=lambda index: -self._failures_before[index])
        judged = await self._judge_all(executable, order, rank, reference)
        seconds = {"judge": time.monotonic() - started}
        for index, one in zip(order, judged, strict=False):
            if one.problem is not None:
                self._failures[index] += 1
                return Examined(Outcome(one.problem, seconds=seconds), self._commands(executable))
        started = time.monotonic()
        examined = await self._measure_candidate(executable, rank, limit, reference)
        seconds["measure"] = time.monotonic() - started
        return evolve(examined, outcome=evolve(examined.outcome, seconds=seconds))

    async def _judge_all(
        self, executable: Executable, order: list[int], rank: int, reference: Reference | None
    ) -> list[Judged]:
        """Cases in order, up to the first that fails. The first is tried alone: many end there."""
        works = [
            partial(self._runs.judge, executable, index, rank, self._limits_for(index, reference))
            for index in order
        ]
        if self._equipment.naive:
            return await in_order(works, _always)
        first = await works[0]()
        return [first] + (await in_order(works[1:], _is_right) if _is_right(first) else [])

    def _limits_for(self, index: int, reference: Reference | None) -> Limits:
        """An endless loop must end soon, and what takes five times longer is of no use."""
        native = None if reference is None else reference.seconds.get(self._name(index))
        if native is None or self._equipment.naive:
            return self._equipment.limits
        cpu = min(self._equipment.limits.cpu_seconds, math.ceil(SLOWER * native + 0.5))
        wall = min(self._equipment.limits.wall_seconds, 3 * cpu + 2)
        return evolve(self._equipment.limits, cpu_seconds=cpu, wall_seconds=wall)

    async def _measure_candidate(
        self,
        executable: Executable,
        rank: int,
        limit: Limit,
        reference: Reference | None,
    ) -> Examined:
        if self._turns is not None:
            found = await self._turns.candidate(executable, rank, limit)
            if isinstance(found, Measurement):
                outcome = Outcome(Accepted(len(self._cases)), found)
            else:
                outcome = Outcome(found)
            return Examined(outcome, self._commands(executable))
        order = self._by_size[::-1]
        if reference is not None:
            order.sort(key=lambda index: -reference.cost(self._name(index)))
        limit = Limit() if self._equipment.naive else limit
        floor = await self._equipment.floor(executable.text_of, executable.static_pie)
        measured = await self._costs.measure_all(executable, order, rank, limit, floor)
        problem = measured[-1].problem
        if problem is None and measured[-1].throws and not executable.static_pie:
            relinked = await self._compiling.compile(executable.text_of, rank, static_pie=True)
            if not isinstance(relinked, Executable):
                return Examined(Outcome(relinked))
            try:
                # The limit is a cost with the other way of linking.
                return await self._measure_candidate(relinked, rank, Limit(), reference)
            finally:
                self._discard(relinked)
        if problem is None and len(measured) < len(order):
            spent = self._costs.at_least(measured, len(order), floor)
            problem = TooSlow(self._name(order[len(measured) - 1]), spent, limit.cost or 0.0)
        if problem is not None:
            outcome = Outcome(problem)
        else:
            found = self._costs.measurement(executable, order, measured, floor)
            outcome = Outcome(Accepted(len(order)), found)
        return Examined(outcome, self._commands(executable))

    def _name(self, index: int) -> str:
        return self._cases[index].name


def _reused(examined: Examined) -> Examined:
    return evolve(examined, outcome=evolve(examined.outcome, reused=True, seconds={}))


def _after_compiling(examined: Examined, seconds: dict[str, float]) -> Examined:
    outcome = evolve(examined.outcome, seconds=seconds | examined.outcome.seconds)
    return evolve(examined, outcome=outcome)


def _is_right(judged: Judged) -> bool:
    return judged.problem is None


def _always(_: Judged) -> bool:
    return True
