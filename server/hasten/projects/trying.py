"""Plans tried for real: in the sandbox, on a copy-on-write view, so that nothing is written."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any, cast

from attrs import evolve, field, frozen

from hasten.projects.plans import Plan, plans_for
from hasten_sim.errors import SuiteError
from hasten_sim.nouns import CommandSuite
from hasten_sim.project import ProjectView
from hasten_sim.project_files import sources_of
from hasten_sim.sandbox_types import Limits, Sandbox

LIMITS = Limits(
    wall_seconds=600.0,
    cpu_seconds=1200.0,
    memory_bytes=8 << 30,
    output_bytes=1 << 30,
    processes=256,
)
RUN_SECONDS = 60.0
MOST_PROGRAMS = 8


@frozen
class Commands:
    """Commands that have been tried and work, and where they come from."""

    build: str
    test: str
    measure: str
    origin: str


@frozen
class Findings:
    """What was found out of a project: commands that work, if any, and what was learnt on the way.

    `notes` are sentences for people: what failed and why, what could not be found out.
    """

    commands: Commands | None
    notes: tuple[str, ...] = field(factory=tuple)


async def find_commands(root: Path, sandbox: Sandbox) -> Findings:
    """Try what the files suggest until something builds, passes its tests and can be run.

    Raises SandboxUnavailable.
    """
    sources = sources_of(root)
    if not sources:
        return Findings(None, (f"there is no C or C++ file in {root}",))
    plans = plans_for(root)
    notes: list[str] = []
    if not plans:
        notes.append("there is no CMakeLists.txt, meson.build or Makefile, and not one `main`")
    for plan in plans:
        found = await _try(root, sources[0], plan, sandbox, notes)
        if found is not None:
            return Findings(found, tuple(notes))
    return Findings(None, tuple(notes))


async def _try(
    root: Path, file: Path, plan: Plan, sandbox: Sandbox, notes: list[str]
) -> Commands | None:
    scratch = Path(tempfile.mkdtemp(prefix="hasten-init-"))
    try:
        suite = CommandSuite(root=root, build=plan.build, test="true", measure="", origin="init")
        view = await ProjectView.open(sandbox, suite, file, scratch / "view", LIMITS)
        try:
            return await _Attempt(view, plan, notes).commands()
        finally:
            await view.close()
    except SuiteError as problem:
        notes.append(f"{plan.origin}: {problem.message}")
        return None
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


class _Attempt:
    """One plan in one view."""

    def __init__(self, view: ProjectView, plan: Plan, notes: list[str]) -> None:
        self._view = view
        self._plan = plan
        self._notes = notes

    async def commands(self) -> Commands | None:
        """Build, test and run; None, with a note, when that cannot be done."""
        problem = await self._view.prepare()
        if problem is not None:
            self._note(f"`{self._plan.build}` fails: {problem.explain()}")
            return None
        programs = self._view.programs()[:MOST_PROGRAMS]
        test = self._plan.test
        if test and (problem := await self._tested(test)) is not None:
            self._note(f"`{test}` does not pass: {problem}")
            test = ""
        measure = await self._measure(programs)
        if not test and measure:
            test = measure
            self._note(f"no test command was found: `{test}` passes when its exit status is 0")
        if not test:
            self._note("the build makes no program that runs by itself, and there is no test")
            return None
        if not measure:
            self._note("which program run should be measured could not be found out: set `measure`")
        return Commands(self._plan.build, test, measure, self._plan.origin)

    async def _tested(self, test: str) -> str | None:
        self._view.suite = evolve(self._view.suite, test=test)
        problem = await self._view.test()
        return problem.explain() if problem is not None else None

    async def _measure(self, programs: list[str]) -> str:
        """The longest run among ctest's own commands, else among the programs that were built."""
        runs = await self._listed() or [f"./{program}" for program in programs]
        took: dict[str, float] = {}
        for run in runs[:MOST_PROGRAMS]:
            seconds = await self._seconds(run)
            if seconds is not None:
                took[run] = seconds
        return max(took, key=lambda run: (took[run], run), default="")

    async def _seconds(self, run: str) -> float | None:
        """CPU seconds of a run that ends by itself with status 0."""
        self._view.suite = evolve(self._view.suite, measure=run)
        try:
            job = await self._view.measure_job()
        except SuiteError:
            return None
        limits = evolve(job.limits, wall_seconds=RUN_SECONDS, cpu_seconds=RUN_SECONDS)
        finished = await self._view.sandbox.run(evolve(job, limits=limits))
        return finished.cpu_seconds if finished.ok else None

    async def _listed(self) -> list[str]:
        """What ctest would run, relative to the project."""
        if not self._plan.lists_tests:
            return []
        said = await self._view.said(self._plan.lists_tests)
        try:
            listed: Any = json.loads(said)
            rows = [cast("list[str]", one["command"]) for one in listed["tests"]]
        except (ValueError, TypeError, KeyError):
            return []
        root = f"{self._view.root}{os.sep}"
        return [
            " ".join([f"./{row[0].removeprefix(root)}", *(w.removeprefix(root) for w in row[1:])])
            for row in rows
            if row and row[0].startswith(root) and not any(" " in word for word in row)
        ]

    def _note(self, text: str) -> None:
        self._notes.append(f"{self._plan.origin}: {text}")
