"""LLVM IR made faster: lists of passes tried on the module's own tests, vetted, made an edit."""

from __future__ import annotations

import asyncio
import os
import platform
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from attrs import define, field

from hasten import numbers
from hasten.engine.ir_workplace import IrWorkplace, text_in_place
from hasten.engine.shrinking import Listener
from hasten.engine.shrunk import Hastened, NotShrunk
from hasten.engine.vetting import Vetting
from hasten.engine.workbench import find_suite, limits_of
from hasten.errors import NoTests, TargetError
from hasten.passes import nesting, speed
from hasten.passes.plan import Pipeline
from hasten.passes.speed import SpeedSearch, Timed
from hasten.settings import Settings
from hasten.source.edits import minimal_edits
from hasten.source.encoding import decode
from hasten.source.llvm_ir import LlvmModule
from hasten_sim.backends.opt_size import (
    Module,
    Recipe,
    Run,
    Transformed,
    Unmark,
    clang_pipeline,
    transform,
)
from hasten_sim.bench import Bench
from hasten_sim.ir_toolchain import ir_toolchain
from hasten_sim.llvm_passes import Pass
from hasten_sim.llvm_toolchain import Llvm
from hasten_sim.nouns import Accepted, CaseSuite, Measurement, Outcome, Program

LEAST_SPEEDUP = 1.02
"""Less than that is not worth a text that nobody can read any more."""
SLOWING = ("minsize", "optsize")
"""Attributes that ask for small code; -O3 with them is not -O3."""
OFFERED = 3
"""The best lists that are screened, one after the other, until one passes."""


@define
class Hastener:
    """Makes modules faster."""

    place: IrWorkplace

    async def hasten_module(
        self,
        content: bytes,
        path: Path,
        settings: Settings,
        seconds: float,
        listener: Listener,
    ) -> Hastened | NotShrunk:
        """Search for passes after which the module's tests cost less than after -O3.

        `content` is text or bitcode; of bitcode the edits are those of LLVM's writing of it. Raises
        NoTests where there are no tests for its `main`, SuiteError, ToolMissing and
        SandboxUnavailable.
        """
        llvm = await self.place.llvm()
        module = await self.place.read(llvm, content, path.name)
        if isinstance(module, NotShrunk):
            return module
        if _is_foreign(module.triple):
            said = f"{path.name} is a program for {module.triple}, which cannot be run here"
            return NotShrunk(said, failed=True)
        suite = await asyncio.to_thread(suite_for, module.text, path, settings)
        bench = await Bench.open(
            sandbox=llvm.sandbox,
            toolchain=ir_toolchain(llvm),
            suite=suite,
            store=self.place.store,
            backend=settings.backend,
            options=settings.backend_options,
            limits=limits_of(settings),
            jobs=settings.jobs or os.cpu_count() or 1,
        )
        try:
            work = _Work(llvm, module, path, bench)
            start = await work.begin()
            if isinstance(start, NotShrunk):
                return start
            listener("-O3 is measured", 0.05)
            found = await _search(work, start, seconds, listener)
            listener("trying out what was found", 0.95)
            vetting = self.place.vetting(llvm, module, suite.cases)
            text = module.text if module.suffix == ".bc" else decode(content)
            return await _offered(work, start, found, vetting, text)
        finally:
            await bench.close()


def _is_foreign(triple: str) -> bool:
    """Whether programs for a target do not run on this machine."""
    return bool(triple) and (
        triple.partition("-")[0] != platform.machine() or "linux" not in triple
    )


def suite_for(text: str, path: Path, settings: Settings) -> CaseSuite:
    """The tests of a module that is a program. Raises NoTests, SuiteError and TargetError."""
    if LlvmModule.parse(text).function_named("main") is None:
        raise TargetError(
            f"{path.name} has no `main`, so that nothing can be run and no time measured",
            "Shrink it instead, or link it with its `main` (llvm-link).",
        )
    suite = find_suite(path, settings)
    if not isinstance(suite, CaseSuite):
        raise NoTests(
            f"the tests in hasten.toml build the project from its sources, not from {path.name}",
            f"Put inputs and outputs beside it: tests/{path.stem}/input.1.txt and output.1.txt.",
        )
    return suite


@define
class _Work:
    """One module and its bench: lists in, costs out."""

    llvm: Llvm
    module: Module
    path: Path
    bench: Bench
    stripped: bool = False
    as_it_stands: float | None = None
    """The cost at -O3 with the module's size attributes, where it is better without them."""
    known: dict[tuple[bool, Pipeline], tuple[Transformed, Outcome]] = field(
        factory=dict[tuple[bool, Pipeline], tuple[Transformed, Outcome]]
    )
    problem: str = ""

    async def begin(self) -> Timed | NotShrunk:
        """The best -O3: by clang's list and by opt's, with and without size attributes."""
        element = await clang_pipeline(self.llvm, self.module, "-O3")
        levels = [nesting.elements(one) for one in (element, "default<O3>") if one]
        problem = await self._baseline(levels)
        if problem:
            return NotShrunk(f"{self.path.name}: after -O3 {problem}", failed=True)
        found: list[tuple[float, bool, Pipeline]] = []
        for stripped in (False, True) if self._can_be_stripped() else (False,):
            self.stripped = stripped
            for passes in levels:
                cost = await self.cost(passes, float("inf"))
                found += [(cost, stripped, passes)] if cost is not None else []
        if not found:
            return NotShrunk(f"{self.path.name}: -O3 cannot be measured: {self.problem}", True)
        cost, self.stripped, passes = min(found)
        if self.stripped:
            self.as_it_stands = min((each[0] for each in found if not each[1]), default=None)
        return Timed(passes, cost)

    async def _baseline(self, levels: Sequence[Pipeline]) -> str:
        """Measure -O3 as what all others are compared with; what is wrong with it, else ""."""
        for passes in levels:
            done = await self.make(passes)
            if done is not None:
                outcome = await self.bench.baseline(self._program(done))
                return "" if outcome.measurement is not None else outcome.verdict.explain()
        return self.problem

    def _can_be_stripped(self) -> bool:
        slowed = [one for one in self.module.functions if one.attributes & {*SLOWING}]
        return bool(slowed) and not any(":" in one.name for one in slowed)

    def recipe(self, passes: Pipeline) -> Recipe:
        """The steps of a list."""
        steps: list[Unmark | Run] = []
        if self.stripped:
            for attribute in SLOWING:
                has = (one.name for one in self.module.functions if attribute in one.attributes)
                steps.append(Unmark(attribute, tuple(has)))
        return Recipe((*steps, *map(Run, passes)))

    async def make(self, passes: Pipeline) -> Transformed | None:
        """The module after a list; None where the list fails."""
        done = await transform(self.llvm, self.module, self.recipe(passes))
        if isinstance(done, Transformed):
            return done
        self.problem = done.explain()
        return None

    async def cost(self, passes: Pipeline, limit: float) -> float | None:
        """The cost of all tests after a list; None where it fails or costs more than the limit."""
        done = await self.make(passes)
        if done is None:
            return None
        bound = None if limit == float("inf") else limit
        outcome = await self.bench.trial(self._program(done), stop_above=bound)
        if outcome.measurement is None:
            self.problem = outcome.verdict.explain()
            return None
        self.known[self.stripped, passes] = done, outcome
        return outcome.measurement.total

    async def commands(self, passes: Pipeline) -> tuple[str, ...]:
        """What makes and measures the program after a list, as a person types it."""
        done, _ = self.of(passes)
        own = f" {self.path.stem}.tuned.ll "
        told = await self.bench.commands(self._program(done))
        return (done.command, *(one.replace(" prog.ll ", own) for one in told))

    def of(self, passes: Pipeline) -> tuple[Transformed, Outcome]:
        """The module after a list that was measured, and what came of it."""
        return self.known[self.stripped, passes]

    def _program(self, done: Transformed) -> Program:
        return Program(done.text, self.path.with_suffix(".ll"))


async def _search(
    work: _Work, start: Timed, seconds: float, listener: Listener
) -> tuple[Timed, ...]:
    began = time.monotonic()

    def spent() -> float:
        return (time.monotonic() - began) / seconds

    def better(cost: float, share: float) -> None:
        listener(f"{numbers.speedup(start.cost / cost)} faster", min(share, 0.95))

    passes = await _words(work.llvm)
    search = SpeedSearch(work.cost, passes, start.passes, spent, better)
    return await search.run(start)


async def _words(llvm: Llvm) -> tuple[Pass, ...]:
    """The passes to make lists of: the safe ones, and those that this opt has for speed."""
    more = [one for one in speed.MORE if await _has(llvm, (one.spelled,))]
    return (*llvm.passes, *more)


async def _has(llvm: Llvm, passes: Pipeline) -> bool:
    with tempfile.TemporaryDirectory(prefix="hasten-ir-") as scratch:
        words = (f"-passes=module({','.join(passes)})", "-disable-output", "/dev/null")
        return (await llvm.run(llvm.opt, words, Path(scratch))).ok


async def _offered(
    work: _Work, start: Timed, found: tuple[Timed, ...], vetting: Vetting, text: str
) -> Hastened | NotShrunk:
    """The best list that nothing speaks against."""
    name, rejected = work.path.name, list[str]()
    good = [one for one in found if start.cost / one.cost >= LEAST_SPEEDUP]
    for one in good[:OFFERED]:
        done, outcome = work.of(one.passes)
        before, after = work.of(start.passes)[1].measurement, outcome.measurement
        assert before is not None
        assert after is not None
        if _is_noise(before, after):
            continue
        problem = await vetting.lists([",".join(one.passes)])
        problem = problem or await vetting.compared(done.bitcode)
        if problem:
            rejected.append(problem)
            continue
        cases = outcome.verdict.cases if isinstance(outcome.verdict, Accepted) else 0
        passed = f"{numbers.count(cases, 'test')} passed"
        new = text_in_place(done.text, text)
        return Hastened(
            name,
            before.total,
            after.total,
            after.unit,
            _executed(before, after),
            new,
            await asyncio.to_thread(minimal_edits, text, new),
            ",".join(one.passes),
            done.command,
            done.bitcode,
            await work.commands(one.passes),
            f"{passed}; {vetting.evidence}",
            work.llvm.version,
            len(work.known),
            as_it_stands=work.as_it_stands,
        )
    tried = numbers.count(len(work.known), "list")
    why = f"; {rejected[0]}" if rejected else ""
    return NotShrunk(f"{name}: nothing faster than -O3 was found in {tried}{why}")


def _is_noise(before: Measurement, after: Measurement) -> bool:
    """Whether chance may explain a difference: where costs vary, intervals must not overlap."""
    if before.relative is None or after.relative is None:
        return False
    return after.relative.low <= before.relative.high


def _executed(before: Measurement, after: Measurement) -> tuple[int, int] | None:
    """Instructions executed, where they were counted."""
    counts = [sum(int(case.events.get("Ir", 0)) for case in one.cases) for one in (before, after)]
    return (counts[0], counts[1]) if all(counts) else None
