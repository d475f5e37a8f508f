"""Processor time of whole processes: for programs that are too heavy to be simulated.

It varies from run to run, so a single time is never a claim: programs are run by turns with the
original, on one processor, and what counts is the ratio with its interval (`hasten_sim.intervals`).
"""

from __future__ import annotations

import asyncio
import os
import re
import shlex
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

from attrs import define, evolve, field

from hasten_sim.backends import PATIENCE_SECONDS, BackendKind, Measured, Opening
from hasten_sim.intervals import LEAST_ROUNDS, NARROW, Pair, Width, of_few, relative, settled
from hasten_sim.nouns import Case, CaseCost, Relative, Unmeasurable, Verdict
from hasten_sim.runs import ENVIRONMENT, PROGRAM, input_file, problem_of, program_job
from hasten_sim.sandbox_types import Finished, Job, Limits, Sandbox
from hasten_sim.toolchain import Executable, Toolchain

NAME = "native"
VERSION = 3
"""Of the way of measuring. Change it with that."""
UNIT = "microseconds of processor time"
PRINTED_UNIT = "time as the program prints it"
LARGEST_OUTPUT = 1 << 20
MOST_DIGITS = 40
"""Bytes at the end of an output in which a printed time is looked for; characters of a time."""

Timed = float | Verdict
"""What a run took, or why that cannot be told."""
Run = Callable[[], Awaitable[Timed]]
Lost = Callable[[list[Pair]], Verdict | None]


@define
class Native:
    """Times processes in the sandbox. See `hasten_sim.backends.Backend`."""

    sandbox: Sandbox
    taskset: Path | None
    name: str = field(default=NAME, init=False)
    unit: str = field(default=UNIT, init=False)
    deterministic: bool = field(default=False, init=False)
    slowdown: float = field(default=4.0, init=False)
    start_seconds: float = field(default=0.05, init=False)
    patience_seconds: float = field(default=PATIENCE_SECONDS, init=False)
    measures_image: bool = field(default=True, init=False)
    units_per_second: float = field(default=1e6, init=False)
    """Of cost: how long runs take is told from it."""
    turn: asyncio.Lock = field(factory=asyncio.Lock, init=False)
    """Held while programs are compared: comparisons side by side would disturb each other."""

    @classmethod
    def open(cls, sandbox: Sandbox) -> Native:
        """Find what pins a process to a processor; without it, processes wander."""
        found = shutil.which("taskset", path="/usr/bin:/bin")
        return cls(sandbox, Path(found) if found else None)

    @property
    def version(self) -> str:
        """The way of measuring."""
        return f"{NAME}-{VERSION}{' pinned' if self.taskset else ''}"

    def command(self) -> str:
        """The command that runs one case, as a person could type it."""
        variables = [f"{name}={value}" for name, value in ENVIRONMENT.items()]
        arguments = ["env", "-i", *variables, *self._pinning(), PROGRAM]
        return f"{shlex.join(arguments)} < input > output"

    def _pinning(self) -> tuple[str, ...]:
        if self.taskset is None:
            return ()
        # The last one: the first is where most interrupts go.
        return (str(self.taskset), "-c", str(max(os.sched_getaffinity(0))))

    async def run(self, job: Job) -> Finished:
        """Run a job on the one processor that is measured on."""
        return await self.sandbox.run(evolve(job, argv=(*self._pinning(), *job.argv)))

    async def measure(
        self,
        executable: Executable,
        case: Case,
        scratch: Path,
        limits: Limits,
        *,
        function: str | None = None,
        stdin: Path | None = None,
        seconds: float = 600.0,
    ) -> Measured:
        """Run the program once on a case; see `Backend.measure`. A function's own time is unknown.

        Not to be compared with the time of another run: see `compare`.
        """
        del function, seconds
        job = program_job(executable.path, input_file(case, scratch, stdin), scratch, limits)
        finished = await self.run(job)
        output = job.stdout.read_bytes() if finished.ok else b""
        if (problem := problem_of(finished, case.name, limits)) is not None:
            return Measured(problem, None, output)
        return Measured(None, CaseCost(case.name, microseconds(finished)), output)

    async def floor(
        self,
        toolchain: Toolchain,
        scratch: Path,
        *,
        flags: tuple[str, ...] | None = None,
        static_pie: bool = False,
    ) -> float:
        """No floor: nothing that varies can be one."""
        del toolchain, scratch, flags, static_pie
        return 0.0

    async def compare(
        self,
        original: Run,
        candidate: Run,
        rounds: int,
        lost: Lost,
        narrow: Width = NARROW,
    ) -> Relative | Verdict:
        """Run both by turns, `rounds` times or until it is settled; what that says of them.

        Both have been run before, when they were judged. Which of the two comes first changes from
        round to round. `lost` looks at the rounds so far, and may end the comparison; so does an
        interval as `narrow` as that. The caller holds `turn`.
        """
        pairs: list[Pair] = []
        for number in range(rounds):
            runs = (candidate, original) if number % 2 else (original, candidate)
            times: list[float] = []
            for run in runs:
                time = await run()
                if not isinstance(time, float | int):
                    return time
                times.append(time)
            pairs.append(Pair(times[1], times[0]) if number % 2 else Pair(*times))
            if number + 1 < rounds:
                if (verdict := lost(pairs)) is not None:
                    return verdict
                if (found := settled(pairs, narrow)) is not None:
                    return found
        return relative(pairs) if len(pairs) >= LEAST_ROUNDS else of_few(pairs)


def microseconds(finished: Finished) -> float:
    """The processor time of a child and all that it started."""
    return finished.cpu_seconds * 1e6


def printed_time(pattern: re.Pattern[str], *outputs: Path) -> Timed:
    """The last time that a program has printed, in the first of the files that holds one.

    The pattern's group `time`, else its first group, else all of it must be a positive number.
    """
    for path in outputs:
        matches = list(pattern.finditer(_end_of(path)))
        if not matches:
            continue
        found = matches[-1]
        group = "time" if "time" in pattern.groupindex else min(1, pattern.groups)
        text = (found[group] or "").strip()
        try:
            time = float(text[:MOST_DIGITS])
        except ValueError:
            return Unmeasurable(f"the time that it prints is no number: {text[:MOST_DIGITS]!r}")
        if not 0 < time < float("inf"):
            return Unmeasurable(f"the time that it prints is not one: {text[:MOST_DIGITS]}")
        return time
    return Unmeasurable(f"it prints nothing that matches {pattern.pattern!r}")


def _end_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - LARGEST_OUTPUT))
            return file.read().decode(errors="replace")
    except OSError:
        return ""


async def _open(opening: Opening) -> Native:
    return Native.open(opening.sandbox)


BACKEND = BackendKind(NAME, "processor time of whole runs, by turns with the original", _open)
