"""Programs as a file of the user's own project: built, tested and measured by its own commands."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from attrs import evolve

from hasten_sim.backends import Measured
from hasten_sim.backends.callgrind import Callgrind
from hasten_sim.backends.callgrind_profile import NONE_SPECIAL, Special
from hasten_sim.backends.native import Native
from hasten_sim.backends.opcodes import Code
from hasten_sim.command_turns import CASE, CommandTurns
from hasten_sim.equipment import Equipment
from hasten_sim.errors import SuiteError
from hasten_sim.harness_output import ExpectedOutput
from hasten_sim.nouns import (
    Accepted,
    CommandSuite,
    Measurement,
    Outcome,
    Program,
    TimedOut,
    TooSlow,
    Unmeasurable,
    Verdict,
    WrongOutput,
)
from hasten_sim.outcomes import Examined, Limit, Reference
from hasten_sim.project import ProjectView, one_program
from hasten_sim.runs import problem_of
from hasten_sim.sandbox_types import Limits

LONGEST = Limits(
    wall_seconds=600.0,
    cpu_seconds=1200.0,
    memory_bytes=8 << 30,
    output_bytes=1 << 30,
    processes=256,
)
"""What a command of a project may use at least: a build is larger than a test case."""
SLOWER = 5
GRACE_SECONDS = 10.0
"""A candidate's commands may take `SLOWER` times the original's time, and this much longer."""
LOSES_BY = 2
"""Where runs are dear, those of a candidate may take only so many times the quickest one's time."""


class CommandBench:
    """Builds, tests and measures candidates for one file of a project.

    Each trial has a view of the project for itself; views are kept, since the next build in one
    has little to do. Every view but the first is a full build, so there are only a few.
    """

    def __init__(self, equipment: Equipment, suite: CommandSuite) -> None:
        self._equipment = equipment
        self._suite = suite
        self._views = asyncio.Semaphore(min(4, equipment.slots.count))
        self._idle: list[ProjectView] = []
        self._opened: list[ProjectView] = []
        self._known_code: dict[tuple[Path, int, int], Special] = {}
        self._turns: CommandTurns | None = None
        self._expected: ExpectedOutput | None = None
        self._quickest = math.inf
        # What counts cycles, `perf`, is one as well, but for cases alone.
        if type(equipment.backend) is Native:
            self._take_turns(equipment.backend, "")
        elif suite.time_pattern and equipment.instead is not None:
            self._take_turns(equipment.instead, "the program prints its own time")
        limits = equipment.limits
        self._limits = Limits(
            wall_seconds=max(limits.wall_seconds, LONGEST.wall_seconds),
            cpu_seconds=max(limits.cpu_seconds, LONGEST.cpu_seconds),
            memory_bytes=max(limits.memory_bytes, LONGEST.memory_bytes),
            output_bytes=max(limits.output_bytes, LONGEST.output_bytes),
            processes=max(limits.processes, LONGEST.processes),
        )

    def _take_turns(self, native: Native, why: str) -> None:
        """Measure by turns with the original from now on. Raises SuiteError."""
        suite = self._suite
        is_tested = suite.measure in ("", suite.test)
        self._turns = CommandTurns(self._equipment, suite.time_pattern, native, why, is_tested)
        self._equipment.memory.detach()

    async def original(self, program: Program, rank: int) -> Examined:
        """Build, test and measure twice. Raises SuiteError when the commands cannot be used."""
        self._refuse_foreign_program()
        return await self._examine(program, rank, Limit(), None, is_original=True)

    async def candidate(
        self, program: Program, rank: int, limit: Limit, reference: Reference | None
    ) -> Examined:
        """Build and test; measure if the tests pass."""
        return await self._examine(program, rank, limit, reference, is_original=False)

    async def verdict(self, program: Program, rank: int, reference: Reference | None) -> Verdict:
        """Build and test."""
        async with self._lent_view(program.path, rank) as view:
            problem = await self._build_and_test(view, program, rank, Limit(), reference, {})
            return problem or await self._difference(view, rank) or Accepted(1)

    def prepare(self, programs: Sequence[Program], rank: int) -> None:
        """Nothing: a build needs a view of the project for itself."""

    def discredit(self) -> None:
        """Forget which one was the quickest: it is wrong, or was found by another search."""
        self._quickest = math.inf
        if self._turns is not None:
            self._turns.discredit()

    def begin_round(self) -> None:
        """Nothing depends on rounds here."""

    async def close(self) -> None:
        """Remove all views."""
        for view in self._opened:
            await view.close()

    def _refuse_foreign_program(self) -> None:
        """Without a `measure` command, `test` must be the project's program, not make or ctest."""
        if self._suite.measure:
            return
        _, words, _ = one_program(self._suite.test)
        if "/" not in words[0]:
            raise SuiteError(
                f"The cost of `{self._suite.test}` would be that of {words[0]} itself, not of the "
                "program that it starts.",
                "Set `measure` to the command line of one run of the project's own program.",
            )

    # --- one program --------------------------------------------------------------------------

    async def _examine(
        self,
        program: Program,
        rank: int,
        limit: Limit,
        reference: Reference | None,
        *,
        is_original: bool,
    ) -> Examined:
        seconds: dict[str, float] = {}
        async with self._lent_view(program.path, rank) as view:
            problem = await self._build_and_test(view, program, rank, limit, reference, seconds)
            if problem is None and not is_original and self._expected is not None:
                problem = _as_verdict(self._expected.difference(view.printed()))
            if problem is None and is_original:
                problem = await self._choose_backend(view, rank, seconds["judge"])
            started = time.monotonic()
            judged = seconds.get("judge", 0.0) if is_original else None
            found = problem or await self._measure(view, rank, limit, judged)
            if problem is None:
                seconds["measure"] = time.monotonic() - started
            if isinstance(found, Measurement):
                found = await self._compare_output(view, rank, found, is_original=is_original)
        commands = self._commands()
        if not isinstance(found, Measurement):
            return Examined(Outcome(found, seconds=seconds), commands)
        self._quickest = min(self._quickest, seconds["judge"])
        outcome = Outcome(Accepted(1), found, seconds)
        return Examined(outcome, commands, Reference(seconds, found, static_pie=False))

    def _limits_for(self, stage: str, limit: Limit, reference: Reference | None) -> Limits:
        if reference is None or self._equipment.naive:
            return self._limits
        longest = max(reference.seconds.get(stage, 0.0) for stage in ("compile", "judge"))
        wall = SLOWER * longest + GRACE_SECONDS
        if stage == "judge" and self._is_race(limit):
            wall = LOSES_BY * self._quickest + GRACE_SECONDS
        return evolve(self._limits, wall_seconds=min(self._limits.wall_seconds, wall))

    @property
    def _is_heavy(self) -> bool:
        return self._turns is not None and self._turns.is_heavy

    def _is_race(self, limit: Limit) -> bool:
        """Whether a candidate that is far behind is given up before it has ended."""
        return self._is_heavy and limit.cost is not None

    async def _build_and_test(
        self,
        view: ProjectView,
        program: Program,
        rank: int,
        limit: Limit,
        reference: Reference | None,
        seconds: dict[str, float],
    ) -> Verdict | None:
        for name, stage in (("compile", lambda: view.build(program.text)), ("judge", view.test)):
            async with self._equipment.slots.take(rank):
                view.limits = self._limits_for(name, limit, reference)
                started = time.monotonic()
                problem = await stage()
                seconds[name] = time.monotonic() - started
            if isinstance(problem, TimedOut) and name == "judge" and self._is_race(limit):
                # It may be right, but it is far behind what is.
                return TooSlow(problem.case, seconds[name], self._quickest)
            if problem is not None:
                return problem
        return None

    async def _compare_output(
        self, view: ProjectView, rank: int, found: Measurement, *, is_original: bool
    ) -> Measurement | Verdict:
        """The measurement, unless what was printed is wrong.

        What is right is learnt from two runs of the original. A heavy one is run for the second
        time beside the first candidate that gets so far.
        """
        if self._turns is not None and self._is_heavy and self._turns.is_tested:
            return found if is_original else await self._difference(view, rank) or found
        if is_original:
            self._expected = await self._learn(view, rank)
        return found

    async def _difference(self, view: ProjectView, rank: int) -> Verdict | None:
        """What is wrong with what a tested candidate has printed."""
        first = self._turns.view if self._turns is not None else None
        if self._expected is None and first is not None:
            self._expected = await self._learn(first, rank)
        if self._expected is None:
            return None
        return _as_verdict(self._expected.difference(view.printed()))

    async def _learn(self, view: ProjectView, rank: int) -> ExpectedOutput | None:
        """What every right candidate prints, when the tests are one program run: a harness."""
        if not _is_program_run(self._suite.test):
            return None
        first = view.printed()
        is_tested = self._turns is not None and self._turns.is_tested
        if is_tested and view.has_run("measure"):
            return ExpectedOutput.of(first, view.printed("measure"))
        async with self._equipment.slots.take(rank):
            problem = await view.test()
        return ExpectedOutput.of(first, view.printed()) if problem is None else None

    # --- measuring ----------------------------------------------------------------------------

    async def _measure(
        self, view: ProjectView, rank: int, limit: Limit, judged_seconds: float | None
    ) -> Measurement | Verdict:
        """Measure a candidate or, if it was judged for so long, the original."""
        is_original = judged_seconds is not None
        if self._turns is not None:
            if judged_seconds is not None:
                return await self._turns.original(view, rank, judged_seconds)
            return await self._turns.candidate(view, rank, limit)
        async with self._equipment.slots.take(rank):
            runs = [await self._measure_once(view) for _ in range(2 if is_original else 1)]
        costs = [run.cost for run in runs if run.cost is not None]
        if len(costs) < len(runs):
            problem = next((run.problem for run in runs if run.problem), None)
            return problem or Unmeasurable("it could not be measured")
        backend = self._equipment.backend
        return Measurement(
            backend=backend.name,
            version=backend.version,
            unit=backend.unit,
            cases=(costs[0],),
            deterministic=backend.deterministic and all(cost == costs[0] for cost in costs),
        )

    async def _choose_backend(self, view: ProjectView, rank: int, judged: float) -> Verdict | None:
        """Take turns when the backend would take too long; why nothing can be measured, if so.

        Where the test is the measured run, the seconds in which it was `judged` may be enough to
        tell that there is time.
        """
        if self._suite.measure in ("", self._suite.test) and not self._takes_too_long(judged):
            return None
        async with self._equipment.slots.take(rank):
            job = await view.measure_job()
            finished = await self._equipment.sandbox.run(job)
        if (problem := problem_of(finished, CASE, job.limits)) is not None:
            return problem
        too_long = self._takes_too_long(finished.cpu_seconds)
        if too_long and self._equipment.instead is not None and self._turns is None:
            self._take_turns(self._equipment.instead, too_long)
            too_long = self._takes_too_long(finished.cpu_seconds)
        if not too_long:
            return None
        return Unmeasurable(
            f"the measured program takes {finished.cpu_seconds:.1f} s natively; {too_long}: "
            "measure a smaller run or raise the budget"
        )

    def _takes_too_long(self, seconds: float) -> str:
        """Why measuring a run of so many seconds would take too long, "" when it would not."""
        tool = self._turns.native if self._turns is not None else self._equipment.backend
        allowed, needed = self._equipment.allowed(tool), seconds * tool.slowdown
        if needed <= allowed:
            return ""
        return f"{tool.name} would need about {needed:.0f} s, and {allowed:g} s are allowed"

    async def _measure_once(self, view: ProjectView) -> Measured:
        backend = self._equipment.backend
        if not isinstance(backend, Callgrind):
            reason = f"{backend.name} measures input/output cases only, not a project's commands"
            return Measured(Unmeasurable(reason), None, b"")
        scratch = self._equipment.directory("run")
        try:
            return await backend.measure_job(
                await view.measure_job(),
                CASE,
                scratch,
                lambda seen: self._special(view, seen),
                self._equipment.function or None,
                self._equipment.patience,
            )
        finally:
            self._equipment.discard(scratch)

    def _special(self, view: ProjectView, seen: str) -> Special:
        """The special instructions of an object of the measured program: itself or a library."""
        path = view.on_host(seen)
        try:
            status = path.stat()
        except OSError:
            return NONE_SPECIAL
        key = (path, status.st_size, status.st_mtime_ns)
        if key not in self._known_code:
            code = Code.read(path)
            self._known_code[key] = Special.of(code.special()) if code else NONE_SPECIAL
        return self._known_code[key]

    # --- views --------------------------------------------------------------------------------

    @asynccontextmanager
    async def _lent_view(self, file: Path, rank: int) -> AsyncGenerator[ProjectView]:
        """A view for one program; it is kept for the next, or for comparing with the original."""
        async with self._views:
            view = await self._take_view(file, rank)
            try:
                yield view
            except BaseException:
                # What a command that was cut short has left behind is nobody's to build on.
                self._opened.remove(view)
                await view.close()
                raise
            if self._turns is None or self._turns.view is not view:
                self._idle.append(view)

    async def _take_view(self, file: Path, rank: int) -> ProjectView:
        if self._idle:
            return self._idle.pop()
        async with self._equipment.slots.take(rank):
            view = await ProjectView.open(
                self._equipment.sandbox,
                self._suite,
                file,
                self._equipment.directory("view"),
                self._limits,
            )
            self._opened.append(view)
            return view

    def _commands(self) -> tuple[str, ...]:
        suite = self._suite
        measured = suite.measure or suite.test
        place = f"cd {suite.root} && "
        backend = self._turns.native if self._turns is not None else self._equipment.backend
        tool = backend.command().removesuffix(" ./prog < input > output")
        return tuple(
            place + command
            for command in (suite.build, suite.test, f"{tool} {measured}")
            if command
        )


def _is_program_run(command: str) -> bool:
    """Whether a command runs one program of the project, and not make or a script of commands."""
    try:
        return "/" in one_program(command)[1][0]
    except SuiteError:
        return False


def _as_verdict(difference: str) -> Verdict | None:
    return WrongOutput("test", difference) if difference else None
