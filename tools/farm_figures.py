"""The figures of the farm, for `tools/bench farm`: overheads, efficiency, and what is saved.

Wall times depend on what else the machine does: the load is printed with them. Overheads are
processor seconds of all processes together.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import resource
import tempfile
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from hasten.corpus.export import export
from hasten.corpus.problem import load_problems
from hasten.engine.engine import Engine
from hasten.engine.search import MARGIN
from hasten.engine.workbench import find_suite
from hasten.nouns import SearchResult
from hasten.settings import Settings
from hasten.source.cpp import CppSource
from hasten.source.target import program_target
from hasten_sim.bench import Bench
from hasten_sim.farm.address import Local
from hasten_sim.farm.farm import Farmed, farm
from hasten_sim.farm.orders import Payload, Task
from hasten_sim.farm.plan import SHARD_SECONDS, Item
from hasten_sim.farm.profile import Profile
from hasten_sim.farm.results import ResultFile
from hasten_sim.farm.shard import Place, Work
from hasten_sim.nouns import Case, CaseSuite, Program
from hasten_sim.sandbox import open_sandbox
from hasten_sim.store import Store
from hasten_sim.toolchain import Toolchain

WORKERS = (1, 2, 4)
SHARDS = (40, 240)
ITEMS = (200, 2200)
NAPS, NAP_SECONDS, NAP_SHARD = 96, 0.5, 4.0
PROGRAMS = 24
SEARCHED = ("csv_totals", "road_map", "matching_brackets")
PIE_TRIALS = 42.8e6
COMPILATIONS, COMPILE_SECONDS = 1e10, 0.12
GEM5_SECONDS = 8.1
"""Of one run of 3 million instructions, the mean of PIE's: 1000 programs x 20 tests, 45 hours."""
YEAR = 365.25 * 86400

Say = Callable[[str, str], None]


def figures(say: Say) -> bool:
    """Print all; True."""
    shard, item = overheads(say)
    efficiency(say)
    trial = savings(say)
    arithmetic(say, shard, item, trial)
    return True


# --- work for workers ---------------------------------------------------------------------------

NAPPING = Task(f"{__name__}:open_naps", f"{__name__}:no_tools")
MEASURING = Task(f"{__name__}:open_measuring", f"{__name__}:no_tools")


async def no_tools(place: Place) -> Profile:
    """Nothing decides the result of a nap."""
    return Profile({"cache": place.cache.name})


@asynccontextmanager
async def open_naps(_: Place) -> AsyncGenerator[Work]:
    """Sleep: takes a time, and nobody's processor."""

    async def work(data: Mapping[str, Any], folder: Path) -> Any:
        await asyncio.sleep(data["seconds"])
        return folder.name

    yield work


@asynccontextmanager
async def open_measuring(place: Place) -> AsyncGenerator[Work]:
    """Compile, judge and measure a small program with the real bench, on one processor."""
    sandbox = await open_sandbox()
    toolchain = await Toolchain.discover(sandbox, place.cache, use_pch=False)

    async def work(data: Mapping[str, Any], folder: Path) -> Any:
        suite = CaseSuite((Case("1", b"3000\n", b"done\n"),), "bench")
        bench = await Bench.open(
            sandbox=sandbox, toolchain=toolchain, suite=suite, store=None, jobs=1
        )
        try:
            outcome = await bench.baseline(Program(data["text"], folder / "prog.cpp"))
        finally:
            await bench.close()
        return outcome.measurement.total if outcome.measurement is not None else None

    yield work


def naps(count: int, seconds: float, estimate: float, label: str) -> list[Item]:
    """Items that sleep."""

    def one(number: int) -> Item:
        payload = Payload({"seconds": seconds, "number": number, "label": label})
        return Item(payload.digest, f"nap {number}", estimate, lambda: payload)

    return [one(number) for number in range(count)]


def programs(count: int, label: str) -> list[Item]:
    """Items that are measured. The label makes them others than those of before."""

    def one(number: int) -> Item:
        text = (
            f"#include <cstdio>\n// {label}\nint main() {{ volatile int sum = 0, n; int m; "
            f'scanf("%d", &m); for (n = 0; n < m * {number + 1}; n = n + 1) sum = sum + n; '
            'puts("done"); }\n'
        )
        key = hashlib.sha256(text.encode()).hexdigest()
        return Item(key, f"program {number}", 1.0, lambda: Payload({"text": text}))

    return [one(number) for number in range(count)]


def farmed(items: Sequence[Item], task: Task, workers: int, shard_seconds: float) -> Farmed:
    """Have items done by workers of this machine."""
    with tempfile.TemporaryDirectory(prefix="hasten-farm-") as folder:

        def keep(profile: Profile) -> ResultFile:
            return ResultFile(Path(folder, "results.jsonl"), profile.digest)

        made = farm(items, task, Local(workers), keep, lambda _: None, shard_seconds=shard_seconds)
        return asyncio.run(made)


# --- overheads ----------------------------------------------------------------------------------


def overheads(say: Say) -> tuple[float, float]:
    """Print and return the processor seconds that a shard and an item cost beside their work."""
    by_shards = [processor_seconds(partial(_many_shards, count)) for count in SHARDS]
    shard = (by_shards[1] - by_shards[0]) / (SHARDS[1] - SHARDS[0])
    by_items = [processor_seconds(partial(_one_shard, count)) for count in ITEMS]
    item = (by_items[1] - by_items[0]) / (ITEMS[1] - ITEMS[0])
    say("farm: start, scheduler and one worker", f"{by_items[0]:.1f} processor seconds")
    say("farm: overhead of a shard", f"{1000 * (shard - item):.0f} ms of processor time")
    say("farm: overhead of an item (a search, a trial)", f"{1000 * item:.1f} ms")
    share = (shard - item) / SHARD_SECONDS
    say(f"farm: overhead of shards of {SHARD_SECONDS:.0f} s", f"{share:.3%}")
    return shard - item, item


def _many_shards(count: int) -> None:
    made = farmed(naps(count, 0.0, 1.0, f"{count} shards"), NAPPING, 1, 0.5)
    assert made.summary.shards == count


def _one_shard(count: int) -> None:
    made = farmed(naps(count, 0.0, 1e-6, f"{count} items"), NAPPING, 1, SHARD_SECONDS)
    assert made.summary.done == count


def processor_seconds(work: Callable[[], None]) -> float:
    """Return the processor time of some work in this process and in all that it started."""
    began = used_seconds()
    work()
    return used_seconds() - began


def used_seconds() -> float:
    """Return the processor time of this process and of its children that have ended."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(one.ru_utime + one.ru_stime for one in map(resource.getrusage, kinds))


# --- efficiency ---------------------------------------------------------------------------------


def efficiency(say: Say) -> None:
    """Print how much of the time of 1, 2 and 4 workers is work."""
    processors = os.cpu_count() or 1
    for workers in WORKERS:
        made = farmed(
            naps(NAPS, NAP_SECONDS, NAP_SECONDS, f"{workers} workers"), NAPPING, workers, NAP_SHARD
        ).summary
        share = NAPS * NAP_SECONDS / (workers * made.wall_seconds)
        what = f"farm: {workers} workers, {NAPS} waits of {NAP_SECONDS} s, {made.shards} shards"
        say(what, f"{share:.0%} of {made.wall_seconds:.1f} s")
    alone = 0.0
    for workers in WORKERS:
        items = programs(PROGRAMS, f"{workers} workers")
        wall = farmed(items, MEASURING, workers, NAP_SHARD).summary.wall_seconds
        alone = alone or wall
        load = f"load {os.getloadavg()[0]:.0f}"
        say(
            f"farm: {workers} workers on {processors} processors, {PROGRAMS} programs measured",
            f"{wall:.1f} s, {alone / wall:.2f} times as fast as one ({load})",
        )


# --- what is saved ------------------------------------------------------------------------------


def savings(say: Say) -> float:
    """Print what trials of real searches take with and without economies. Seconds of one with.

    The same candidates, in the same order, in processor seconds of one after the other. Without:
    no precompiled header, every candidate compiled, judged and measured on every case.
    """
    trials = 0
    spent = {False: 0.0, True: 0.0}
    fates: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="hasten-farm-") as name:
        folder = Path(name)
        store = Store(folder / "store.sqlite3")
        chosen = [one for one in load_problems("train") if one.slug in SEARCHED]
        asyncio.run(export(chosen, folder / "programs", store))
        for path in sorted(folder.glob("programs/*/slow.cpp")):
            result = asyncio.run(_searched(path, store))
            texts = [trial.candidate.text for trial in result.trials]
            trials += len(texts)
            fates.update(trial.verdict.name for trial in result.trials)
            # A precompiled header serves all searches on a machine: it is made beforehand.
            asyncio.run(_tried(path, (), folder / "cache", naive=False))
            for naive in spent:
                began = used_seconds()
                asyncio.run(_tried(path, texts, folder / "cache", naive=naive))
                spent[naive] += used_seconds() - began
        store.close()
    told = ", ".join(f"{count} {name}" for name, count in fates.most_common())
    say(f"farm: searches of {len(chosen)} programs, their candidates", f"{trials}: {told}")
    each = {naive: seconds / (trials + len(chosen)) for naive, seconds in spent.items()}
    say("farm: a trial in full", f"{each[True]:.2f} processor seconds")
    say(
        "farm: a trial with early ends and precompiled headers",
        f"{each[False]:.2f} processor seconds, {1 - each[False] / each[True]:.0%} less",
    )
    return each[False]


def text_of(path: Path) -> str:
    """Return a program's text."""
    return path.read_text(encoding="utf-8")


async def _searched(path: Path, store: Store) -> SearchResult:
    engine = Engine(store)
    settings = Settings(budget_trials=6, budget_seconds=600.0)
    target = program_target(CppSource.parse(text_of(path)), path)
    try:
        return await engine.optimize(target, settings)
    finally:
        await engine.close()


async def _tried(path: Path, texts: Sequence[str], cache: Path, *, naive: bool) -> None:
    """Try candidates as a search does, each against the best before it, or each in full."""
    toolchain = await Toolchain.discover(await open_sandbox(), cache, use_pch=not naive)
    original = Program(text_of(path), path)
    bench = await Bench.open(
        sandbox=toolchain.sandbox,
        toolchain=toolchain,
        suite=find_suite(path, Settings()),
        store=None,
        jobs=1,
        naive=naive,
    )
    try:
        await toolchain.prepare(original)
        best = (await bench.baseline(original)).measurement
        for text in texts:
            limit = best.total * MARGIN if best is not None and not naive else None
            rival = None if naive else best
            found = await bench.trial(Program(text, path), stop_above=limit, rival=rival)
            if best is None or (found.measurement and found.measurement.total < best.total):
                best = found.measurement
    finally:
        await bench.close()


def arithmetic(say: Say, shard: float, item: float, trial: float) -> None:
    """Print what large numbers come to with the figures above, in years of one processor."""
    for what, seconds in (("gem5", GEM5_SECONDS), ("callgrind", trial)):
        work = PIE_TRIALS * seconds
        shards = work / SHARD_SECONDS
        say(
            f"farm: {PIE_TRIALS / 1e6:.1f} million trials of {seconds:.2f} s with {what}",
            f"{work / YEAR:.1f} years in {shards:,.0f} shards, "
            f"{(shards * shard + PIE_TRIALS * item) / work:.2%} more to hand them out",
        )
    for seconds, how in ((0.0, "a task each"), (SHARD_SECONDS, "in shards")):
        for count, each, what in (
            (PIE_TRIALS, trial, f"{PIE_TRIALS / 1e6:.1f} million trials"),
            (COMPILATIONS, COMPILE_SECONDS, f"10^10 compilations of {COMPILE_SECONDS} s"),
        ):
            tasks = count * each / seconds if seconds else count
            say(
                f"farm: {what}, {how}: handing out",
                f"{tasks * shard / YEAR:.3f} years, beside {count * each / YEAR:.1f} of work",
            )
