"""Measures pairs of the corpus with several backends, a row at a time, each once."""

from __future__ import annotations

import asyncio
import math
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from attrs import evolve, frozen

from hasten.corpus.check import read_costs
from hasten.corpus.problem import Problem, Solution, load_problems
from hasten.evaluation.backend_agreement import ROWS, Row, append, read_rows
from hasten_sim.backends import Backend, Opening, Option
from hasten_sim.backends.native import Native
from hasten_sim.backends.registry import open_backend
from hasten_sim.errors import MeasurementFailed
from hasten_sim.nouns import Case, CaseCost, Program
from hasten_sim.outcomes import machine
from hasten_sim.runs import BOX, box
from hasten_sim.sandbox_types import Job, Limits, Mount, Sandbox
from hasten_sim.store import Store
from hasten_sim.toolchain import Executable, Toolchain

CASE = "large-1"
LIGHT, HEAVY = (6e6, 60e6), (20e6, 450e6)
"""Callgrind's cost over all cases of the corpus, from and to; a third of it is that of `CASE`. A
simulator needs light programs. For a clock they are too light: it sees the kernel's page faults."""
FEWEST_TIMES = 1.15
ROUNDS = 15
ROUND_SECONDS = 0.05
MOST_RUNS = 150
EMPTY = "int main() {}\n"
_LOOP = (
    "i=0; while [ $i -lt {runs} ]; do ./prog < /input/stdin > /tmp/out || exit 1; i=$((i+1)); done"
)

Say = Callable[[str], None]


@frozen
class Chosen:
    """A problem, and the two of its programs that are compared, slow and fast."""

    problem: Problem
    programs: tuple[Solution, ...]


def choose(most: int, weight: tuple[float, float] = LIGHT) -> list[Chosen]:
    """Pairs of programs of some weight, never of the test split: the same ones each time."""
    cheapest, dearest = weight
    costs = read_costs()
    found: list[tuple[float, Chosen]] = []
    for problem in load_problems():
        if problem.split == "test":
            continue
        known = costs.get(problem.slug, {}).get("solutions", {})
        fitting = [
            one
            for one in problem.solutions
            if cheapest <= known.get(one.name, {}).get("cost", 0.0) <= dearest
        ]
        if len(fitting) < 2:
            continue
        slow, fast = fitting[0], fitting[-1]
        before, after = (known[one.name]["cost"] for one in (slow, fast))
        if before / after >= FEWEST_TIMES:
            found.append((before + after, Chosen(problem, (slow, fast))))
    # What costs least comes first: a budget of minutes goes far.
    found.sort(key=lambda one: one[0])
    return [one for _, one in found[:most]]


async def measure(
    pairs: Sequence[Chosen],
    names: Sequence[str],
    options: Mapping[str, Option],
    seconds: float,
    sandbox: Sandbox,
    say: Say,
    rows: Path = ROWS,
    run: int = 1,
) -> None:
    """Measure what is not in the file of rows yet, until the seconds are spent.

    `run` 2 measures once more what run 1 has measured.

    Raises ToolMissing and SandboxUnavailable; a pair that cannot be measured is left out.
    """
    started = time.monotonic()
    store = Store()
    try:
        toolchain = await Toolchain.discover(sandbox, store.directory)
        for name in names:
            backend = await open_backend(name, Opening(sandbox, toolchain, options))
            known = {row.key for row in await asyncio.to_thread(read_rows, rows)}
            for chosen in pairs:
                if time.monotonic() - started > seconds:
                    say("the time is spent; run it again to go on")
                    return
                programs = [one.name for one in chosen.programs]
                slug = chosen.problem.slug
                if all((slug, program, CASE, name, run) in known for program in programs):
                    continue
                try:
                    found = await _measure_pair(chosen, backend, toolchain)
                except MeasurementFailed as problem:
                    say(f"left out: {problem.message}")
                    continue
                for row in found:
                    await asyncio.to_thread(append, evolve(row, run=run), rows)
                    say(f"{row.problem}/{row.program} {name}: {row.cost:.6g} {row.unit}")
    finally:
        store.close()


async def _measure_pair(chosen: Chosen, backend: Backend, toolchain: Toolchain) -> list[Row]:
    given = chosen.problem.inputs()[CASE].encode()
    with tempfile.TemporaryDirectory(prefix="hasten-agreement-") as scratch:
        place = Path(scratch)
        programs = [(one.name, one.text) for one in chosen.programs] + [("", EMPTY)]
        made: dict[str, Executable] = {}
        for name, text in programs:
            program = Program(text, Path(f"{name or 'empty'}.cpp"))
            found = await toolchain.compile(program, place / f"build-{name}")
            if not isinstance(found, Executable):
                raise MeasurementFailed(f"{chosen.problem.slug}/{name}: {found.explain()}")
            made[name] = found
        if isinstance(backend, Native):
            return await _timed(chosen, backend, made, given, place)
        return await _counted(chosen, backend, made, given, place)


async def _counted(
    chosen: Chosen, backend: Backend, made: Mapping[str, Executable], given: bytes, place: Path
) -> list[Row]:
    """Rows of a backend whose runs do not vary."""
    costs: dict[str, CaseCost] = {}
    seconds: dict[str, float] = {}
    for name, executable in made.items():
        started = time.monotonic()
        case = Case(CASE, given if name else b"", b"")
        measured = await backend.measure(executable, case, place / f"run-{name}", Limits())
        seconds[name] = time.monotonic() - started
        if measured.cost is None:
            why = measured.problem.explain() if measured.problem is not None else "no cost"
            raise MeasurementFailed(f"{chosen.problem.slug}/{name}: {why}")
        costs[name] = measured.cost
    empty = costs[""]
    return [
        evolve(
            _row(chosen, name, backend, cost.cost - empty.cost),
            events={key: cost.events[key] - empty.events.get(key, 0) for key in cost.events},
            host_seconds=round(seconds[name], 1),
        )
        for name, cost in costs.items()
        if name
    ]


def _row(chosen: Chosen, name: str, backend: Backend, cost: float) -> Row:
    return Row(
        problem=chosen.problem.slug,
        program=name,
        case=CASE,
        backend=backend.name,
        version=backend.version,
        unit=backend.unit,
        cost=round(cost, 6),
    )


# --- native times --------------------------------------------------------------------------------


async def _timed(
    chosen: Chosen, native: Native, made: Mapping[str, Executable], given: bytes, place: Path
) -> list[Row]:
    """Rows of times: many runs in one sandbox, by turns with the other and with an empty program.

    A run of a sandbox takes longer than most of these programs; so they are started many times in
    each, and what the empty program takes there is taken off. The shortest round counts: whatever
    else the machine does can only make one longer.
    """
    await asyncio.to_thread(_write_input, place / "input", given)
    runs = 1
    first = max([await _time(native, one, place, runs) for one in made.values()])
    runs = max(3, min(MOST_RUNS, math.ceil(ROUND_SECONDS * 1e6 / max(first - 6000, 300))))
    times: dict[str, list[float]] = {name: [] for name in made}
    for number in range(ROUNDS):
        order = list(made) if number % 2 else list(made)[::-1]
        for name in order:
            times[name].append(await _time(native, made[name], place, runs) / runs)
    empty = min(times[""])
    rows: list[Row] = []
    for name in (one for one in made if one):
        net = max(min(times[name]) - empty, 1.0)
        spread = (statistics.quantiles(times[name], n=4)[0] - min(times[name])) / net
        row = _row(chosen, name, native, net)
        rows.append(evolve(row, spread=round(spread, 4), machine=machine()[:12]))
    return rows


def _write_input(folder: Path, given: bytes) -> None:
    folder.mkdir()
    (folder / "stdin").write_bytes(given)


async def _time(native: Native, executable: Executable, place: Path, runs: int) -> float:
    job = Job(
        argv=("/bin/sh", "-c", _LOOP.format(runs=runs)),
        stdout=place / "stdout",
        stderr=place / "stderr",
        cwd=BOX,
        mounts=(Mount(box(executable.path), BOX), Mount(place / "input", "/input")),
        env={"PATH": "/usr/bin:/bin"},
        limits=Limits(wall_seconds=120, cpu_seconds=60),
    )
    finished = await native.run(job)
    if not finished.ok:
        raise MeasurementFailed(f"a program of the corpus failed: {finished.ending}")
    return finished.cpu_seconds * 1e6
