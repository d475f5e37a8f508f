"""Write problems as folders that any evaluation can read: slow.cpp, fast.cpp and tests."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from hasten.corpus.problem import Problem
from hasten.corpus.testing import make_suite
from hasten.errors import CorpusError
from hasten.settings import FILE_NAME
from hasten_sim.nouns import CaseSuite
from hasten_sim.sandbox import open_sandbox
from hasten_sim.store import Store
from hasten_sim.toolchain import Toolchain


async def export(
    problems: Sequence[Problem], folder: Path, store: Store, *, every: bool = False, seed: int = 0
) -> list[Path]:
    """Write a folder for the slowest program of each problem, or for `every` one but the fastest.

    The tests are the bundled ones, or a fresh set for seed > 0. How outputs are compared goes into
    a `hasten.toml` when it is not by tokens. Raises CorpusError when a folder cannot be written.
    """
    toolchain = await Toolchain.discover(await open_sandbox(), store.directory)
    made: list[Path] = []
    for problem in problems:
        with tempfile.TemporaryDirectory(prefix="hasten-corpus-") as scratch:
            suite = await make_suite(problem, toolchain, Path(scratch), seed=seed, store=store)
            for solution in problem.solutions[: -1 if every else 1]:
                place = folder / (f"{problem.slug}-{solution.name}" if every else problem.slug)
                try:
                    _write(place, problem, solution.text, suite)
                except OSError as error:
                    raise CorpusError(
                        f"{place} cannot be written: {error.strerror}", "Name another folder."
                    ) from error
                made.append(place)
    return made


def _write(place: Path, problem: Problem, slow: str, suite: CaseSuite) -> None:
    tests = place / "tests"
    shutil.rmtree(tests, ignore_errors=True)
    tests.mkdir(parents=True)
    (place / "slow.cpp").write_text(slow, encoding="utf-8")
    (place / "fast.cpp").write_text(problem.fastest.text, encoding="utf-8")
    (place / "statement.txt").write_text(
        f"{problem.title}\n\n{problem.statement}\n", encoding="utf-8"
    )
    for case in suite.cases:
        (tests / f"{case.name}.in").write_bytes(case.input)
        (tests / f"{case.name}.out").write_bytes(case.expected)
    if suite.comparison != "tokens":
        settings = [f'comparison.mode = "{suite.comparison}"']
        settings.append(f"comparison.tolerance = {suite.tolerance!r}")
        if suite.checker is not None:
            shutil.copy2(suite.checker, place / "checker")
            settings.append('comparison.checker = "checker"')
        (place / FILE_NAME).write_text("\n".join(settings) + "\n", encoding="utf-8")
