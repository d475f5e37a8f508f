"""Rebuild and verify the corpus: every program right, every step faster, every cost measured.

What has been measured once is taken from the store, so an interrupted check goes on where it
stopped.
"""

from __future__ import annotations

import json
import math
import os
import tempfile
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from attrs import frozen

from hasten.corpus.problem import Problem
from hasten.corpus.testing import make_suite
from hasten_sim.bench import Bench
from hasten_sim.nouns import Measurement, Outcome, Program
from hasten_sim.sandbox import open_sandbox
from hasten_sim.store import Store
from hasten_sim.toolchain import Toolchain

COSTS = Path(__file__).with_name("costs.json")
LEAST_STEP = 1.1
DEAREST_CASE = 1.3e9
"""Most that one case may cost the slowest program: about 0.15 s, and 60 times that to measure."""


@frozen
class SolutionCost:
    """What a program costs on the bundled cases, how much faster than the slowest it is, its tag.

    The tag is 10 for the best of its problem, and tenths of the best's speed for others.
    """

    name: str
    cost: float
    speedup: float
    tag: int


@frozen
class Checked:
    """What a check of a problem found. `faults` is empty when all is well."""

    problem: Problem
    costs: tuple[SolutionCost, ...]
    faults: tuple[str, ...]
    backend: str


def tag_of(cost: float, best: float) -> int:
    """A score from 1 to 10: how many tenths of the best program's speed, rounded up."""
    return min(10, max(1, math.ceil(round(10 * best / cost, 6))))


async def check(
    problems: Sequence[Problem],
    store: Store,
    listener: Callable[[Checked], None],
    *,
    seed: int = 0,
    jobs: int = 0,
) -> list[Checked]:
    """Check problems in turn, on the bundled cases or (seed > 0) on a fresh set.

    At most `jobs` programs run at a time; 0 is the number of processors.

    Raises ToolMissing, SandboxUnavailable and CorpusError.
    """
    sandbox = await open_sandbox()
    toolchain = await Toolchain.discover(sandbox, store.directory)
    found: list[Checked] = []
    for problem in problems:
        found.append(await _check(problem, toolchain, store, seed, jobs))
        listener(found[-1])
    return found


async def _check(
    problem: Problem, toolchain: Toolchain, store: Store, seed: int, jobs: int
) -> Checked:
    with tempfile.TemporaryDirectory(prefix="hasten-corpus-") as scratch:
        suite = await make_suite(problem, toolchain, Path(scratch), seed=seed, store=store)
        bench = await Bench.open(
            sandbox=toolchain.sandbox,
            toolchain=toolchain,
            suite=suite,
            store=store,
            backend="callgrind",
            jobs=jobs or os.cpu_count() or 1,
        )
        try:
            programs = [Program(one.text, Path(f"{one.name}.cpp")) for one in problem.solutions]
            outcomes = [await bench.baseline(programs[0])]
            outcomes += [await bench.trial(program) for program in programs[1:]]
        finally:
            await bench.close()
    return _judge(problem, outcomes)


def _judge(problem: Problem, outcomes: Sequence[Outcome]) -> Checked:
    faults: list[str] = []
    measured: list[tuple[str, Measurement]] = []
    for solution, outcome in zip(problem.solutions, outcomes, strict=True):
        if outcome.measurement is None:
            faults.append(f"{solution.name}: {outcome.verdict.explain()}")
        else:
            measured.append((solution.name, outcome.measurement))
    for (slow, one), (fast, other) in pairwise(measured):
        step = one.total / other.total
        if step < LEAST_STEP:
            faults.append(f"{fast} is only {step:.2f} times as fast as {slow}")
    for name, one in measured[:1]:
        dearest = max(one.cases, key=lambda case: case.cost)
        if dearest.cost > DEAREST_CASE:
            faults.append(f"{name} costs {dearest.cost:.3g} on {dearest.case}: too much to measure")
    return Checked(problem, _costs(measured), tuple(faults), _backend(measured))


def _costs(measured: Sequence[tuple[str, Measurement]]) -> tuple[SolutionCost, ...]:
    totals = [one.total for _, one in measured]
    return tuple(
        SolutionCost(name, one.total, round(totals[0] / one.total, 3), tag_of(one.total, best))
        for best in [min(totals, default=0.0)]
        for name, one in measured
    )


def _backend(measured: Sequence[tuple[str, Measurement]]) -> str:
    return f"{measured[0][1].backend} {measured[0][1].version}" if measured else ""


# --- the file of costs --------------------------------------------------------------------------


def read_costs() -> dict[str, Any]:
    """The bundled costs by slug: digest of the problem, backend, and cost, speedup and tag by name.

    Costs of different machines differ a little; speedups and tags hardly do.
    """
    return json.loads(COSTS.read_text(encoding="utf-8")) if COSTS.exists() else {}


def write_costs(checked: Sequence[Checked], known: Sequence[Problem]) -> None:
    """Put what was found into the file of costs, and drop problems that are no longer there."""
    slugs = {problem.slug for problem in known}
    costs = {slug: entry for slug, entry in read_costs().items() if slug in slugs}
    for one in checked:
        costs[one.problem.slug] = {
            "digest": one.problem.digest,
            "backend": one.backend,
            "solutions": {
                each.name: {"cost": each.cost, "speedup": each.speedup, "tag": each.tag}
                for each in one.costs
            },
        }
    text = json.dumps(dict(sorted(costs.items())), indent=1) + "\n"
    COSTS.write_text(text, encoding="utf-8")
