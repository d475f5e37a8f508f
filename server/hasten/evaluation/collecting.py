"""Search every program of the bundled corpus, and record what came of it, for `hasten.predict`.

Each record is handed on as soon as it is made; a program is searched again only when its text or
the rewrites that match it have changed. What the bench has measured before is in the store.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from attrs import evolve

from hasten.corpus.export import export
from hasten.corpus.problem import Problem, Solution
from hasten.engine.engine import Engine
from hasten.nouns import Rewrite, SearchResult, Target, text_digest
from hasten.predict.records import Collection, Match, Searched, digest_of
from hasten.settings import Settings, load
from hasten.source.cpp import CppSource
from hasten.source.target import program_target
from hasten_sim.store import Store

CASES = ("edge-1", "small-1", "large-1")
"""The test cases of a search: one of each size, because hundreds of programs are searched."""

TRIALS = 12
SECONDS = 240.0
"""The budget of a search. Trials end it; what time has ended is searched again the next time."""

EMPTY = Collection(trials=TRIALS, seconds=SECONDS, cases=CASES)
UNMATCHED = "unmatched"
OUT_OF_TIME = "time"


def usable(known: Collection | None, problems: Sequence[Problem]) -> Collection:
    """Return the records of programs that there still are.

    None at all where they were made in another way than they would be now.
    """
    if known is None or evolve(known, records=()) != EMPTY:
        return EMPTY
    names = {f"{problem.slug}/{one.name}" for problem in problems for one in problem.solutions}
    return evolve(known, records=tuple(one for one in known.records if one.name in names))


async def collect(
    problems: Sequence[Problem],
    known: Collection,
    engine: Engine,
    store: Store,
    tell: Callable[[Collection, Searched, bool], None],
    *,
    anew: bool = False,
) -> Collection:
    """Bring the records of these problems up to date; the others stay as they are.

    `tell` hears of every program: the records so far, its own, and whether it was searched for it.
    With `anew` nothing recorded is relied on. Raises ToolMissing, SandboxUnavailable, CorpusError
    and HastenError.
    """
    folder = store.directory / "predict"
    for problem in problems:
        place: Path | None = None
        for solution in problem.solutions:
            target = _target(folder / problem.slug, solution)
            settings = _settings(target.path)
            rewrites = await engine.rewrites(target, target.text, settings)
            record = known.known(f"{problem.slug}/{solution.name}")
            is_new = anew or record is None or not _is_current(record, problem, target, rewrites)
            if is_new and rewrites:
                place = place or await _written(problem, folder, store)
                settings = _settings(target.path)
                result = await engine.optimize(target, settings, tests=place / "tests")
                record = _record(problem, solution, target, rewrites, result)
            elif is_new or record is None:
                record = _record(problem, solution, target, rewrites, None)
            known = known.with_record(record)
            tell(known, record, is_new)
        if place is not None:
            shutil.rmtree(place, ignore_errors=True)
    return known


def _target(folder: Path, solution: Solution) -> Target:
    return program_target(CppSource.parse(solution.text), folder / f"{solution.name}.cpp")


def _settings(path: Path) -> Settings:
    return load(path, flags={"budget.trials": TRIALS, "budget.seconds": SECONDS})


async def _written(problem: Problem, folder: Path, store: Store) -> Path:
    """Write the problem's tests, those of `CASES`, where a search finds them."""
    (place,) = await export([problem], folder, store)

    def keep_few() -> None:
        for file in (place / "tests").iterdir():
            if file.stem not in CASES:
                file.unlink()

    await asyncio.to_thread(keep_few)
    return place


def _is_current(
    record: Searched, problem: Problem, target: Target, rewrites: Sequence[Rewrite]
) -> bool:
    """Whether the program would be searched in the same way again."""
    return record.stopped != OUT_OF_TIME and (record.split, record.digest, record.found) == (
        problem.split,
        text_digest(target.text)[:16],
        digest_of(rewrites),
    )


def _record(
    problem: Problem,
    solution: Solution,
    target: Target,
    rewrites: Sequence[Rewrite],
    result: SearchResult | None,
) -> Searched:
    best = result.proposals[0] if result is not None and result.proposals else None
    return Searched(
        problem=problem.slug,
        solution=solution.name,
        split=problem.split,
        digest=text_digest(target.text)[:16],
        found=digest_of(rewrites),
        matches=tuple(map(Match.of, rewrites)),
        speedup=best.speedup if best is not None else 1.0,
        stopped=_stopped(result),
        rules=best.trial.candidate.origin.rules if best is not None else (),
        singles=_singles(result) if result is not None else {},
    )


def _stopped(result: SearchResult | None) -> str:
    if result is None:
        return UNMATCHED
    is_out_of_time = result.stopped == "budget" and len(result.trials) < TRIALS
    return OUT_OF_TIME if is_out_of_time else result.stopped


def _singles(result: SearchResult) -> dict[str, float]:
    """The speedups of rewrites that were tried alone and accepted, the best of each rule."""
    cost = result.baseline.cost or 0.0
    found: dict[str, float] = {}
    for trial in result.trials:
        rules = trial.candidate.origin.rules
        if len(rules) == 1 and trial.accepted and trial.cost:
            found[rules[0]] = max(found.get(rules[0], 0.0), cost / trial.cost)
    return found
