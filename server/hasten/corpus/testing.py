"""Test cases of a problem: generated inputs, with what the fastest program prints for each."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path
from typing import Any, cast

from hasten.corpus.problem import Problem
from hasten.errors import CorpusError
from hasten_sim.nouns import Case, CaseSuite, Program
from hasten_sim.runs import problem_of, program_job
from hasten_sim.sandbox_types import Limits
from hasten_sim.store import Store
from hasten_sim.toolchain import Executable, Toolchain

LIMITS = Limits()
_ANSWERS = "corpus-answers"


async def make_suite(
    problem: Problem,
    toolchain: Toolchain,
    scratch: Path,
    *,
    seed: int = 0,
    store: Store | None = None,
) -> CaseSuite:
    """The cases of a problem: the bundled ones for seed 0, else a fresh set of the same sizes.

    `scratch` holds the compiled checker, if there is one, and must outlive the suite. Answers are
    kept in the store. Raises CorpusError when the fastest program or the checker does not work.
    """
    inputs = {name: text.encode() for name, text in problem.inputs(seed).items()}
    answers = await _answers(problem, toolchain, scratch, inputs, store)
    checker = None
    if problem.checker:
        checker = (await _build(problem, "checker", problem.checker, toolchain, scratch)).path
    return CaseSuite(
        cases=tuple(
            Case(name, given, answer)
            for (name, given), answer in zip(inputs.items(), answers, strict=True)
        ),
        origin=f"corpus/{problem.slug}, seed {seed}",
        comparison=problem.comparison,
        tolerance=problem.tolerance,
        checker=checker,
    )


async def _answers(
    problem: Problem,
    toolchain: Toolchain,
    scratch: Path,
    inputs: dict[str, bytes],
    store: Store | None,
) -> list[bytes]:
    parts = [toolchain.fingerprint.encode(), problem.fastest.text.encode(), *inputs.values()]
    key = hashlib.sha256(b"\0".join(parts)).hexdigest()
    known = store.get(_ANSWERS, key) if store is not None else None
    if isinstance(known, list):
        # Latin-1 takes any byte, and JSON any text.
        return [str(one).encode("latin-1") for one in cast("list[Any]", known)]
    name = problem.fastest.name
    executable = await _build(problem, name, problem.fastest.text, toolchain, scratch)
    answers = [
        await _run(problem, toolchain, executable, scratch / f"run-{case}", case, given)
        for case, given in inputs.items()
    ]
    if store is not None:
        store.put(_ANSWERS, key, [one.decode("latin-1") for one in answers])
    return answers


async def _build(
    problem: Problem, name: str, text: str, toolchain: Toolchain, scratch: Path
) -> Executable:
    program = Program(text, Path(f"{name}.cpp"))
    made = await toolchain.compile(program, scratch / f"build-{name}")
    if not isinstance(made, Executable):
        raise CorpusError(f"{problem.slug}/{name}.cpp: {made.explain()}")
    return made


async def _run(
    problem: Problem,
    toolchain: Toolchain,
    executable: Executable,
    folder: Path,
    case: str,
    given: bytes,
) -> bytes:
    stdin = await asyncio.to_thread(_write_input, folder, given)
    job = program_job(executable.path, stdin, folder, LIMITS)
    wrong = problem_of(await toolchain.sandbox.run(job), case, LIMITS)
    if wrong is not None:
        raise CorpusError(f"{problem.slug}/{problem.fastest.name}.cpp: {wrong.explain()}")
    return job.stdout.read_bytes()


def _write_input(folder: Path, given: bytes) -> Path:
    folder.mkdir(parents=True)
    stdin = folder / "stdin"
    stdin.write_bytes(given)
    return stdin
