"""What a search stands on: the tests of a target, the compiler, and a bench with both."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from attrs import evolve, frozen

from hasten.engine.fresh_inputs import FreshInputs
from hasten.errors import NoTests
from hasten.nouns import Target
from hasten.settings import Settings
from hasten_sim.bench import Bench
from hasten_sim.nouns import CaseSuite, CommandSuite, Program, Suite
from hasten_sim.sandbox_types import Limits, Sandbox
from hasten_sim.store import Store
from hasten_sim.suite import discover
from hasten_sim.toolchain import Toolchain, flags_from_compile_commands


@frozen
class Workbench:
    """Everything that turns a text into an outcome, for one target.

    `fresh` judges what models answer on other inputs than those of the tests.
    """

    toolchain: Toolchain
    suite: Suite
    bench: Bench
    fresh: FreshInputs
    sandbox: Sandbox
    path: Path
    flags: tuple[str, ...] | None
    jobs: int

    def program(self, text: str) -> Program:
        """Return the text as the program that stands in the target's place."""
        return Program(text, self.path, self.flags)


def find_suite(path: Path, settings: Settings, tests: Path | None = None) -> Suite:
    """Return the tests of a file: those asked for, the project's commands, or by convention.

    Raises NoTests when there are none, SuiteError when they cannot be read.
    """
    if tests is None and settings.project_test and settings.root is not None:
        return CommandSuite(
            root=settings.root,
            build=settings.project_build,
            test=settings.project_test,
            measure=settings.project_measure,
            time_pattern=settings.project_time_pattern,
            origin=str(settings.root / "hasten.toml"),
        )
    folder = tests or settings.tests_folder(path)
    suite = discover(path, folder)
    if suite is None:
        where = f"in {folder}" if folder is not None else f"for {path.name}"
        raise NoTests(
            f"no tests were found {where}, so no edit can be verified and none is offered",
            f"Add input and expected output as tests/{path.stem}/input.1.txt and output.1.txt "
            "(or 1.in and 1.out), or name build, test and measure commands in hasten.toml.",
        )
    return _with_comparison(suite, settings)


def _with_comparison(suite: CaseSuite, settings: Settings) -> CaseSuite:
    checker = Path(settings.checker).expanduser() if settings.checker else None
    if checker is not None and not checker.is_absolute() and settings.root is not None:
        checker = settings.root / checker
    return evolve(
        suite, comparison=settings.comparison, tolerance=settings.tolerance, checker=checker
    )


def limits_of(settings: Settings) -> Limits:
    """Return the limits of one native run."""
    return Limits(
        wall_seconds=settings.limit_seconds * 2,
        cpu_seconds=settings.limit_seconds,
        memory_bytes=settings.limit_memory << 20,
        output_bytes=settings.limit_output << 20,
    )


@asynccontextmanager
async def open_workbench(
    target: Target,
    settings: Settings,
    suite: Suite,
    sandbox: Sandbox,
    store: Store | None,
    cache: Path,
    *,
    frugal: bool = False,
) -> AsyncGenerator[Workbench]:
    """Find the compiler, open a bench on the suite, and close it again at the end.

    `cache` is the folder for precompiled headers; `frugal` is that of `Bench.open`. Raises
    ToolMissing and SandboxUnavailable.
    """
    flags = settings.flags or flags_from_compile_commands(target.path)
    jobs = settings.jobs or os.cpu_count() or 1
    toolchain = await Toolchain.discover(
        sandbox,
        cache,
        compiler=settings.compiler or None,
        language=target.language,
    )
    opened = partial(
        Bench.open,
        sandbox=sandbox,
        toolchain=toolchain,
        store=store,
        backend=settings.backend,
        options=settings.backend_options,
        limits=limits_of(settings),
        jobs=jobs,
        function=target.name,
    )
    original = Program(target.text, target.path, flags)
    fresh = FreshInputs(
        suite, settings.project_inputs, original, lambda one: opened(suite=one, frugal=True)
    )
    bench = await opened(suite=suite, frugal=frugal)
    try:
        yield Workbench(toolchain, suite, bench, fresh, sandbox, target.path, flags, jobs)
    finally:
        await bench.close()
        await fresh.close()
