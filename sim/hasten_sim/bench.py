"""The bench: a program goes in, its verdict and its cost come out. Everything else is economy.

    compile → judge natively → measure what is right

What has been found once is not found again: the same text, or another text that compiles to the
same executable, gets the same outcome, from this bench or from the store.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import sys
import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from attrs import astuple, evolve

from hasten_sim.backends import AUTO, Opening, Option
from hasten_sim.backends.callgrind import NAME as CALLGRIND
from hasten_sim.backends.native import Native
from hasten_sim.backends.perf import Perf
from hasten_sim.backends.registry import open_backend
from hasten_sim.case_bench import CaseBench
from hasten_sim.command_bench import CommandBench
from hasten_sim.equipment import Equipment
from hasten_sim.errors import ToolMissing
from hasten_sim.nouns import (
    CaseSuite,
    CommandSuite,
    Measurement,
    Outcome,
    Program,
    Suite,
    Verdict,
)
from hasten_sim.outcomes import Examined, Limit, Outcomes, Reference
from hasten_sim.project import tree_digest
from hasten_sim.sandbox_types import Limits, Sandbox
from hasten_sim.slots import Slots
from hasten_sim.store import Store
from hasten_sim.toolchain import Toolchain, surroundings

FRUGAL_TIMES = 4
"""With few runs of each program, one may take so many times longer than measuring usually may."""
LAST = sys.maxsize
"""The rank of what nobody waits for."""


class Examiner(Protocol):
    """What knows one kind of suite. `rank` orders trials: the smallest gets the processor."""

    async def original(self, program: Program, rank: int) -> Examined:
        """Examine the program that others will be compared with."""
        ...

    async def candidate(
        self, program: Program, rank: int, limit: Limit, reference: Reference | None
    ) -> Examined:
        """Examine a program that is to be compared with the original."""
        ...

    def prepare(self, programs: Sequence[Program], rank: int) -> None:
        """Begin with what can be done for candidates that are likely to come, and for no others."""
        ...

    async def verdict(self, program: Program, rank: int, reference: Reference | None) -> Verdict:
        """Judge a program without measuring it."""
        ...

    def discredit(self) -> None:
        """Take note that nothing has lost yet against what was accepted so far."""
        ...

    def begin_round(self) -> None:
        """Take note that no trial is under way."""
        ...

    async def close(self) -> None:
        """Cancel what is under way, and remove what was made."""
        ...


class Bench:
    """Judges and measures programs on one suite, with one toolchain and one backend.

    Made by `open`, ended by `close`. Any number of trials may be awaited side by side; at most
    `jobs` children run at a time, those of the trial that began first before those of others.
    Cancelling a trial ends its children, unless another waits for the same executable.
    """

    def __init__(self, equipment: Equipment, examiner: Examiner, suite: Suite) -> None:
        self._equipment = equipment
        self._examiner = examiner
        self._suite = suite
        self._ranks = itertools.count()
        self._trials = 0
        self._callers: set[asyncio.Task[object]] = set()
        self._closed = False
        self._original: Program | None = None
        self._reference: Reference | None = None
        self._relinked: Measurement | None = None
        self._commands: dict[str, tuple[str, ...]] = {}

    @classmethod
    async def open(
        cls,
        *,
        sandbox: Sandbox,
        toolchain: Toolchain,
        suite: Suite,
        store: Store | None,
        backend: str = "callgrind",
        options: Mapping[str, Option] | None = None,
        limits: Limits | None = None,
        jobs: int = os.cpu_count() or 1,
        function: str = "",
        naive: bool = False,
        frugal: bool = False,
        measure_seconds: float | None = None,
    ) -> Bench:
        """Make a bench.

        `backend` is the name of one, which takes what it knows of `options`, or `auto`: callgrind
        when measuring the original with it would take no longer than `AUTO_SECONDS`, by estimate,
        else native. `limits` are those of one native run of one case. `function` asks for that
        function's own cost too. A suite that would take longer than `measure_seconds` to measure,
        by estimate (None: the backend's own patience), makes the original unmeasurable. `naive`
        forgoes every economy (one child at a time, every test always, nothing reused, no early
        end), for comparison. `frugal` is for many programs beside one original: timed runs are as
        few as will do, and the intervals wider. Raises ToolMissing.
        """
        opening = Opening(sandbox, toolchain, options or {})
        tool = await open_backend(CALLGRIND if backend == AUTO else backend, opening)
        if measure_seconds is None:
            measure_seconds = tool.patience_seconds * (FRUGAL_TIMES if frugal else 1)
        limits = limits or Limits()
        digest = await asyncio.to_thread(lambda: suite.digest)
        conditions = (digest, toolchain.fingerprint, tool.version, function, sandbox.name)
        if isinstance(suite, CommandSuite):
            conditions = (*conditions, await asyncio.to_thread(tree_digest, suite.root))
        equipment = Equipment(
            sandbox=sandbox,
            toolchain=toolchain,
            backend=tool,
            slots=Slots(1 if naive else max(1, jobs)),
            memory=Outcomes(None if naive else store, (*conditions, astuple(limits))),
            scratch=Path(tempfile.mkdtemp(prefix="hasten-bench-")),
            limits=limits,
            function=function,
            measure_seconds=measure_seconds,
            naive=naive,
            instead=await _clock(sandbox, suite) if backend == AUTO else None,
            frugal=frugal,
        )
        if isinstance(suite, CaseSuite):
            return cls(equipment, await asyncio.to_thread(CaseBench, equipment, suite), suite)
        return cls(equipment, CommandBench(equipment, suite), suite)

    async def baseline(self, program: Program) -> Outcome:
        """Examine the original, with which candidates will be compared.

        Every case must pass twice with the same output. `Measurement.deterministic` is False when
        the cheapest case did not cost the same twice. Raises MeasurementFailed when the backend's
        tool is broken, SuiteError when the suite's checker or commands are.
        """
        if self._original not in (None, program):
            self._equipment.memory.forget()
        examined = self._recall(program, "original")
        if examined is None:
            with self._called():
                examined = await self._examine_original(program)
            self._remember(examined, program, "original")
        self._commands[program.digest] = examined.commands
        self._original, self._reference = program, examined.reference
        return examined.outcome

    async def _examine_original(self, program: Program) -> Examined:
        rank = next(self._ranks)
        if not isinstance(self._suite, CaseSuite):
            return await self._examiner.original(program, rank)
        floor = asyncio.create_task(self._equipment.floor(program, static_pie=False))
        try:
            return await self._examiner.original(program, rank)
        finally:
            floor.cancel()
            await asyncio.gather(floor, return_exceptions=True)

    def prepare(self, programs: Sequence[Program], *, urgent: bool = False) -> None:
        """Begin with candidates that are likely to be tried soon, the likeliest first.

        Beside what is under way: as if it were the first trial (`urgent`), or when a processor
        would be idle. What was begun earlier, and is not among them, is given up.
        """
        if self._reference is not None and self._reference.static_pie:
            return
        unknown = [one for one in programs if self._recall(one, "candidate", False) is None]
        self._examiner.prepare(unknown, 0 if urgent else LAST)

    async def trial(
        self,
        program: Program,
        *,
        stop_above: float | None = None,
        rival: Measurement | None = None,
    ) -> Outcome:
        """Examine a candidate; TooSlow when it is certain to cost more than `stop_above`.

        With the `rival` that the limit comes from, also when the heaviest cases cost so much more
        than they cost the rival that the limit would be passed if the others cost the same.

        After `baseline`, the candidate is linked as the original is and has little more time than
        the original took. Raises as `baseline` does.
        """
        if not self._trials:
            self._examiner.begin_round()
        self._trials += 1
        try:
            with self._called():
                return await self._trial(program, Limit(stop_above, rival))
        finally:
            self._trials -= 1

    async def _trial(self, program: Program, limit: Limit) -> Outcome:
        static_pie = self._reference is not None and self._reference.static_pie
        kind = ("candidate", static_pie)
        examined = self._recall(program, *kind, stop_above=limit.cost)
        if examined is None:
            rank = next(self._ranks)
            examined = await self._examiner.candidate(program, rank, limit, self._reference)
            self._remember(examined, program, *kind)
        self._commands[program.digest] = examined.commands
        return examined.outcome

    async def verdict(self, program: Program) -> Verdict:
        """Judge a candidate without measuring it, after `baseline`. Raises as that does."""
        with self._called():
            return await self._examiner.verdict(program, next(self._ranks), self._reference)

    def discredit(self) -> None:
        """Say that the quickest candidate is wrong, or another search's: none is behind it."""
        self._examiner.discredit()

    async def baseline_for(self, outcome: Outcome) -> Measurement | None:
        """The original's costs that an outcome may be compared with, None when there are none.

        They are those of `baseline`, but for a candidate that throws exceptions where the original
        throws none: it is linked otherwise, so the original is measured in that way as well.
        """
        reference, measurement = self._reference, outcome.measurement
        if reference is None or measurement is None or self._original is None:
            return None
        if measurement.version == reference.measurement.version:
            return reference.measurement
        if self._relinked is None:
            relinked = evolve(reference, static_pie=True)
            rank = next(self._ranks)
            examined = await self._examiner.candidate(self._original, rank, Limit(), relinked)
            self._relinked = examined.outcome.measurement
        return self._relinked

    async def commands(self, program: Program) -> tuple[str, ...]:
        """The exact commands that compile and measure a program, as a person could type them."""
        if program.digest not in self._commands:
            await self.trial(program)
        return self._commands[program.digest]

    async def close(self) -> None:
        """Cancel what is under way and remove the scratch directory. May be called again."""
        if self._closed:
            return
        self._closed = True
        callers = self._callers - {asyncio.current_task()}
        for task in callers:
            task.cancel()
        await asyncio.gather(*callers, return_exceptions=True)
        await self._examiner.close()
        await self._equipment.close()

    @contextmanager
    def _called(self) -> Generator[None]:
        """Know who waits, so that `close` can call them off."""
        task = asyncio.current_task()
        assert task is not None
        self._callers.add(task)
        try:
            yield
        finally:
            self._callers.discard(task)

    # --- what is known already ----------------------------------------------------------------

    def _recall(
        self, program: Program, *kind: object, stop_above: float | None = None
    ) -> Examined | None:
        if not self._is_told_whole(program):
            return None
        return self._equipment.memory.recall(*kind, program.digest, stop_above=stop_above)

    def _remember(self, examined: Examined, program: Program, *kind: object) -> None:
        if self._is_told_whole(program):
            self._equipment.memory.remember(examined, *kind, program.digest)

    def _is_told_whole(self, program: Program) -> bool:
        """Whether nothing beside the text matters: files that it includes may change unseen.

        The files of a project are among the conditions already.
        """
        if isinstance(self._suite, CommandSuite):
            return True
        toolchain = self._equipment.toolchain
        place, mounts = surroundings(program, toolchain.flags_of(program))
        return not place and not mounts


async def _clock(sandbox: Sandbox, suite: Suite) -> Native:
    """What heavy programs are timed with: the processor's own counters, where they can be had."""
    if isinstance(suite, CaseSuite):
        with contextlib.suppress(ToolMissing):
            return await Perf.opened(sandbox)
    return Native.open(sandbox)
