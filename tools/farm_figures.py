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
from hasten.farming.profile import task
from hasten.farming.searches import OPEN_SEARCHES, collect, prepare
from hasten.nouns import SearchResult, Trial
from hasten.settings import Settings
from hasten_sim.bench import Bench
from hasten_sim.farm.address import Local
from hasten_sim.farm.farm import Farmed, farm
from hasten_sim.farm.orders import Payload, Task
from hasten_sim.farm.plan import SHARD_SECONDS, Item
from hasten_sim.farm.profile import Profile
from hasten_sim.farm.results import ResultFile
from hasten_sim.farm.shard import Place, Work
from hasten_sim.nouns import Accepted, Case, CaseSuite, Program
from hasten_sim.sandbox import open_sandbox
from hasten_sim.store import Store
from hasten_sim.toolchain import Toolchain

WORKERS = (1, 2, 4)
SHARDS = (40, 240)
ITEMS = (200, 2200)
NAPS, NAP_SECONDS, NAP_SHARD = 96, 0.5, 4.0
PROGRAMS = 24
SEARCHED = ("a_plus_b", "anagrams", "best_streak", "binomials", "bar_chart", "best_trade")
PIE_TRIALS = 42.8e6
COMPILATIONS = 1e10
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

    def used() -> float:
        kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        return sum(one.ru_utime + one.ru_stime for one in map(resource.getrusage, kinds))

    began = used()
    work()
    return used() - began


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
    """Search some bundled programs, twice each; print what was not done. Seconds of a full trial.

    The second copy of each stands for what data sets hold more than once.
    """
    results, repeated = searched()
    trials = [trial for result in results for trial in result.trials]
    full = [time_of(t) for t in trials if isinstance(t.verdict, Accepted) and not t.reused]
    early = [time_of(t) for t in trials if not isinstance(t.verdict, Accepted)]
    same = sum(trial.reused for trial in trials)
    mean = sum(full) / max(1, len(full))
    all_in_full = mean * len(trials)
    spent = sum(map(time_of, trials))
    fates = Counter(trial.verdict.name for trial in trials)
    told = ", ".join(f"{name} {count}" for name, count in fates.most_common())
    say(f"farm: {len(results)} searches, {repeated} more of the same text", "sent once each")
    say("farm: candidates tried in them", f"{len(trials)}: {told}")
    say("farm: candidates with the executable of another", f"{same / max(1, len(trials)):.0%}")
    say("farm: candidates ended before all was measured", f"{len(early) / len(trials):.0%}")
    say("farm: time that this saved of a full trial of each", f"{1 - spent / all_in_full:.0%}")
    say("farm: mean of a full trial", f"{mean:.2f} s")
    return mean


def time_of(trial: Trial) -> float:
    """Seconds of all stages of a trial."""
    return sum(trial.seconds.values())


def searched() -> tuple[list[SearchResult], int]:
    """Results of searches on two workers, and how many files were the same as another."""
    with tempfile.TemporaryDirectory(prefix="hasten-farm-") as name:
        folder = Path(name)
        store = Store(folder / "store.sqlite3")
        try:
            chosen = [one for one in load_problems("train") if one.slug in SEARCHED]
            for copy in ("first", "second"):
                asyncio.run(export(chosen, folder / copy, store))
            settings = Settings(budget_trials=24, budget_seconds=300.0)
            files = sorted(folder.glob("*/*/slow.cpp"))
            prepared = prepare(files, Engine(store), lambda _: settings)
            items = [*prepared.items.values()]
            made = farmed(items, task(OPEN_SEARCHES, prepared.settings), 2, SHARD_SECONDS)
            home = collect(files, prepared, made.values, {}, store, lambda _: settings)
        finally:
            store.close()
    results = {one.path.parent.name: one.result for one in home.files if one.result is not None}
    return [*results.values()], made.repeated


def arithmetic(say: Say, shard: float, item: float, trial: float) -> None:
    """Print what large numbers come to with the figures above."""
    for what, seconds in (("gem5", GEM5_SECONDS), ("callgrind", trial)):
        work = PIE_TRIALS * seconds
        shards = work / SHARD_SECONDS
        say(
            f"farm: {PIE_TRIALS / 1e6:.1f} million trials with {what}, {seconds:.2f} s each",
            f"{work / YEAR:.2f} processor years, {shards:,.0f} shards; handing them out "
            f"{(shards * shard + PIE_TRIALS * item) / work:.2%}",
        )
    naive = PIE_TRIALS * shard / YEAR
    say("farm: the same, were each trial a task of its own", f"{naive:.2f} processor years more")
    for per_shard, how in ((1, "each compilation a task"), (None, "shards of minutes")):
        count = COMPILATIONS if per_shard else COMPILATIONS * 0.1 / SHARD_SECONDS
        say(
            f"farm: 10^10 compilations of 0.1 s (31.7 processor years), {how}",
            f"handing out takes {count * shard / YEAR:.3f} processor years",
        )
