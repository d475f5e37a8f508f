"""Single runs of an executable on the cases of a suite: judged, judged twice, or measured."""

from __future__ import annotations

import asyncio
from pathlib import Path

from attrs import evolve, frozen

from hasten_sim.backends import Measured
from hasten_sim.backends.native import Native
from hasten_sim.equipment import Equipment
from hasten_sim.judge import check, compare
from hasten_sim.nouns import Case, CaseSuite, Unmeasurable, Verdict, WrongOutput
from hasten_sim.runs import problem_of, program_job
from hasten_sim.sandbox_types import Limits
from hasten_sim.toolchain import Executable

_SMALL = 1 << 18  # bytes of output that are judged without leaving the event loop


@frozen
class Judged:
    """One case, natively: what is wrong, None when nothing is, and the CPU seconds it took."""

    problem: Verdict | None
    cpu_seconds: float


class CaseRuns:
    """Runs executables on the cases of one suite, each run holding one of the slots.

    The inputs are written to files once; every run has a directory of its own.
    """

    def __init__(self, equipment: Equipment, suite: CaseSuite) -> None:
        self.suite = suite
        self._equipment = equipment
        self._inputs = _write_inputs(equipment.directory("inputs"), suite)

    async def judge(self, executable: Executable, index: int, rank: int, limits: Limits) -> Judged:
        """Run natively, and compare what is printed with what is expected."""
        case = self.suite.cases[index]
        problem, output, cpu_seconds = await self._run(executable, index, rank, limits)
        return Judged(problem or await self._compare(output, case), cpu_seconds)

    async def judge_twice(
        self, executable: Executable, index: int, rank: int, limits: Limits
    ) -> Judged:
        """Run natively twice: both must print the same, and the right thing."""
        case = self.suite.cases[index]
        (
            (problem, first, cpu_seconds),
            (other_problem, second, other_seconds),
        ) = await asyncio.gather(
            self._run(executable, index, rank, limits), self._run(executable, index, rank, limits)
        )
        cpu_seconds = min(cpu_seconds, other_seconds)
        problem = problem or other_problem
        if problem is None and first != second:
            problem = Unmeasurable(f"its output differs from run to run on case {case.name}")
        return Judged(problem or await self._compare(first, case), cpu_seconds)

    async def measure(self, executable: Executable, index: int, rank: int) -> Measured:
        """Measure one case. What the program prints meanwhile must be right as well."""
        case, scratch = self.suite.cases[index], self._equipment.directory("run")
        try:
            async with self._equipment.slots.take(rank):
                measured = await self._equipment.backend.measure(
                    executable,
                    case,
                    scratch,
                    self._equipment.limits,
                    function=self._equipment.function or None,
                    stdin=self._inputs[index],
                    seconds=self._equipment.patience,
                )
        finally:
            self._equipment.discard(scratch)
        if measured.problem is None:
            wrong = await self._compare(measured.output, case)
            measured = evolve(
                measured, problem=_only_when_measured(wrong, self._equipment.backend.name)
            )
        return evolve(measured, output=b"")

    async def timed(
        self, executable: Executable, index: int, rank: int, native: Native
    ) -> float | Verdict:
        """Time one run on one case, in the unit of `native`. What it prints must be right as well.

        That has been judged before: what is wrong now is so from run to run.
        """
        case, scratch = self.suite.cases[index], self._equipment.directory("run")
        try:
            async with self._equipment.slots.take(rank):
                measured = await native.measure(
                    executable,
                    case,
                    scratch,
                    self._equipment.limits,
                    stdin=self._inputs[index],
                )
        finally:
            self._equipment.discard(scratch)
        if measured.cost is None:
            return measured.problem or Unmeasurable("it could not be timed")
        wrong = await self._compare(measured.output, case)
        return _only_when_measured(wrong, native.name) or measured.cost.cost

    async def _run(
        self, executable: Executable, index: int, rank: int, limits: Limits
    ) -> tuple[Verdict | None, bytes, float]:
        scratch = self._equipment.directory("run")
        job = program_job(executable.path, self._inputs[index], scratch, limits)
        try:
            async with self._equipment.slots.take(rank):
                finished = await self._equipment.sandbox.run(job)
            problem = problem_of(finished, self.suite.cases[index].name, limits)
            output = job.stdout.read_bytes() if problem is None else b""
        finally:
            self._equipment.discard(scratch)
        return problem, output, finished.cpu_seconds

    async def _compare(self, output: bytes, case: Case) -> WrongOutput | None:
        if self.suite.comparison == "checker":
            scratch = self._equipment.directory("run")
            try:
                return await check(output, case, self.suite, self._equipment.sandbox, scratch)
            finally:
                self._equipment.discard(scratch)
        if len(output) <= _SMALL:
            return compare(output, case, self.suite)
        return await asyncio.to_thread(compare, output, case, self.suite)


def _write_inputs(directory: Path, suite: CaseSuite) -> tuple[Path, ...]:
    paths = tuple(directory / str(index) for index in range(len(suite.cases)))
    for path, case in zip(paths, suite.cases, strict=True):
        path.write_bytes(case.input)
    return paths


def _only_when_measured(wrong: WrongOutput | None, backend: str) -> Unmeasurable | None:
    """The same program was right a moment ago: the tool, or chance, is at fault."""
    if wrong is None:
        return None
    return Unmeasurable(
        f"it prints something else under {backend} than without it on case {wrong.case} "
        f"({wrong.detail}): uninitialised memory, timing or long double arithmetic can do that"
    )
