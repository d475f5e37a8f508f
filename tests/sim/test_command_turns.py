"""A project's measured run, timed by turns with the original's, or by the time that it prints."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from hasten_sim import command_bench, command_turns
from hasten_sim.bench import Bench
from hasten_sim.errors import SuiteError
from hasten_sim.nouns import (
    Accepted,
    CommandSuite,
    CompileError,
    Measurement,
    Outcome,
    Program,
    TooSlow,
    Unmeasurable,
    WrongOutput,
)
from hasten_sim.sandbox import Bubblewrap, open_sandbox
from hasten_sim.sandbox_types import Finished, Job
from hasten_sim.store import Store
from hasten_sim.toolchain import Toolchain
from hasten_sim.turns import FIRST_RUNS

WORK = """
#include "work.h"
long work(long n) {
    long volatile sum = 0;
    for (long i = 0; i < n * TIMES; ++i) sum = sum + i % 7;
    return n;
}
"""
MAIN = """
#include <cstdio>
#include <cstring>
#include <ctime>
#include "work.h"
int main(int count, char **) {
    std::timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    long n = work(400000);
    clock_gettime(CLOCK_MONOTONIC, &to);
    if (count > 1) work(10000000);
    std::printf("%ld\\nelapsed: %.6f s\\n", n,
                double(to.tv_sec - from.tv_sec) + 1e-9 * double(to.tv_nsec - from.tv_nsec));
}
"""
PROCESSOR_MAIN = """
#include <cstdio>
#include <ctime>
#include "work.h"
int main() {
    std::clock_t from = std::clock();
    work(200000);
    std::printf("400000\\n");
    std::fprintf(stderr, "elapsed: %.6f s\\n", double(std::clock() - from) / CLOCKS_PER_SEC);
}
"""
TELLING_WORK = """
#include "work.h"
long work(long n) {
    for (long volatile i = 0; (TIMES) > 1e6 && i >= 0; i = i ^ 1) {}
    return TIMES;
}
"""
TELLING_MAIN = """
#include <cstdio>
#include "work.h"
int main() { std::printf("400000\\nelapsed: %ld s\\n", work(0)); }
"""
PRINTED = r"elapsed: ([\d.]+) s"
Opener = Callable[..., Any]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    (root / "work.cpp").write_text(WORK.replace("TIMES", "20"))
    (root / "main.cpp").write_text(MAIN)
    (root / "work.h").write_text("long work(long n);\n")
    return root


@pytest.fixture
async def open_bench(tmp_path: Path, project: Path) -> AsyncIterator[Opener]:
    benches: list[Bench] = []
    sandbox = await open_sandbox()
    toolchain = await Toolchain.discover(sandbox, tmp_path, use_pch=False)

    async def opened(
        backend: str = "native",
        seconds: float = 60,
        frugal: bool = False,
        store: Store | None = None,
        **commands: Any,
    ) -> Bench:
        chosen: dict[str, Any] = {
            "build": "g++ -O1 work.cpp main.cpp -o app",
            "test": "./app | grep -qx 400000",
            "measure": "./app",
        }
        bench = await Bench.open(
            sandbox=sandbox,
            toolchain=toolchain,
            suite=CommandSuite(project, **(chosen | commands)),
            store=store,
            backend=backend,
            frugal=frugal,
            measure_seconds=seconds,
        )
        benches.append(bench)
        return bench

    yield opened
    for bench in benches:
        await bench.close()


@pytest.fixture
def program(project: Path) -> Callable[[str], Program]:
    def made(times: str) -> Program:
        return Program(WORK.replace("TIMES", times), project / "work.cpp")

    return made


def measured(outcome: Outcome) -> Measurement:
    assert isinstance(outcome.verdict, Accepted), outcome.verdict.explain()
    assert outcome.measurement is not None
    return outcome.measurement


async def test_a_faster_file_is_told_and_the_same_one_is_not(
    open_bench: Opener, program: Callable[[str], Program]
) -> None:
    bench = await open_bench()
    original = measured(await bench.baseline(program("20")))
    assert (original.backend, original.deterministic, original.relative) == ("native", False, None)
    faster = measured(await bench.trial(program("4")))
    assert faster.relative is not None
    assert faster.relative.is_faster
    assert original.total / faster.total == pytest.approx(faster.relative.speedup)
    same = measured(await bench.trial(program("(10 + 10)")))
    assert same.relative is not None
    assert not same.relative.is_different
    # The view of the original is not given to a candidate: its program is still the slow one.
    again = measured(await bench.trial(program("4")))
    assert again.relative is not None
    assert again.relative.is_faster


async def test_the_time_that_the_program_prints_counts_in_place_of_the_whole_run(
    open_bench: Opener, program: Callable[[str], Program]
) -> None:
    bench = await open_bench("auto", measure="./app padded", time_pattern=PRINTED)
    original = measured(await bench.baseline(program("20")))
    assert original.why == "the program prints its own time"
    assert original.total < 1.0
    faster = measured(await bench.trial(program("2")))
    assert faster.relative is not None
    assert faster.relative.speedup > 3


async def test_the_clock_of_the_processor_is_as_fine_as_outside_of_the_sandbox(
    open_bench: Opener, project: Path, program: Callable[[str], Program]
) -> None:
    # A clock that moved with the kernel's ticks would say 0 of most such short calls.
    (project / "main.cpp").write_text(PROCESSOR_MAIN)
    bench = await open_bench("auto", time_pattern=PRINTED)
    original = measured(await bench.baseline(program("1")))
    assert 0 < original.total < 0.1


async def test_a_program_that_prints_no_time_is_unmeasurable(
    open_bench: Opener, program: Callable[[str], Program]
) -> None:
    bench = await open_bench(time_pattern=r"took (\d+) ms")
    verdict = (await bench.baseline(program("1"))).verdict
    assert isinstance(verdict, Unmeasurable)
    assert "took" in verdict.reason


async def test_a_pattern_that_is_none_is_refused(open_bench: Opener) -> None:
    with pytest.raises(SuiteError, match="not a regular expression"):
        await open_bench(time_pattern="elapsed: (")


async def test_auto_turns_to_native_for_a_project_that_is_too_heavy_for_callgrind(
    open_bench: Opener, program: Callable[[str], Program]
) -> None:
    bench = await open_bench("auto", seconds=0.9)
    original = measured(await bench.baseline(program("20")))
    assert original.backend == "native"
    assert "callgrind would need about" in original.why
    light = await open_bench("auto")
    assert measured(await light.baseline(program("1"))).backend == "callgrind"


async def test_a_candidate_that_fails_the_tests_is_not_timed(
    open_bench: Opener, program: Callable[[str], Program]
) -> None:
    bench = await open_bench()
    await bench.baseline(program("1"))
    wrong = evolve(program("1"), text=program("1").text.replace("return n;", "return n + 1;"))
    assert isinstance((await bench.trial(wrong)).verdict, WrongOutput)


async def test_a_test_that_is_the_measured_run_is_not_run_once_more_to_choose_a_backend(
    open_bench: Opener, program: Callable[[str], Program], monkeypatch: pytest.MonkeyPatch
) -> None:
    started = jobs_of(monkeypatch)
    runs: list[int] = []
    for test in ("./app", "./app | grep -qx 400000"):
        started.clear()
        measured(await (await open_bench(test=test)).baseline(program("1")))
        runs.append(runs_in(started))
    # To judge and to time it; or, between the two, to see how long it takes.
    assert runs == [1 + FIRST_RUNS, 2 + FIRST_RUNS]


def jobs_of(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """A list that grows by each job that is started."""
    started: list[Job] = []
    really = Bubblewrap.run

    async def counted(self: Bubblewrap, job: Job) -> Finished:
        started.append(job)
        return await really(self, job)

    monkeypatch.setattr(Bubblewrap, "run", counted)
    return started


def runs_in(started: list[Job]) -> int:
    """How often the project's program was run."""
    return sum(any("./app" in word for word in job.argv) for job in started)


@pytest.fixture
def telling(project: Path) -> Callable[[int], Program]:
    """Makes programs that take no time, and print that they took so long; or, of a million, run."""
    (project / "main.cpp").write_text(TELLING_MAIN)
    return lambda time: Program(TELLING_WORK.replace("TIMES", str(time)), project / "work.cpp")


async def test_a_heavy_original_is_run_once_for_a_candidate_that_is_far_ahead(
    open_bench: Opener, telling: Callable[[int], Program], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command_turns, "HEAVY_SECONDS", 0.0)
    started = jobs_of(monkeypatch)
    bench = await open_bench("auto", test="./app", time_pattern=PRINTED)
    await bench.baseline(telling(200))
    assert runs_in(started) == 1
    started.clear()
    faster = measured(await bench.trial(telling(20)))
    assert faster.relative is not None
    assert faster.relative.is_faster
    assert faster.relative.speedup == pytest.approx(10)
    # Its test, the original between two runs of its own.
    assert runs_in(started) == 4
    started.clear()
    near = measured(await bench.trial(telling(160)))
    assert near.relative is not None
    assert runs_in(started) == 1 + 2 * 5 + 1


async def test_a_frugal_bench_makes_few_runs_of_any_program(
    open_bench: Opener, telling: Callable[[int], Program], monkeypatch: pytest.MonkeyPatch
) -> None:
    started = jobs_of(monkeypatch)
    bench = await open_bench("auto", frugal=True, test="./app", time_pattern=PRINTED)
    await bench.baseline(telling(200))
    started.clear()
    faster = measured(await bench.trial(telling(20)))
    assert faster.relative is not None
    assert faster.relative.speedup == pytest.approx(10)
    assert runs_in(started) == 4


async def test_what_was_timed_is_known_as_long_as_the_original_is_the_same(
    open_bench: Opener, telling: Callable[[int], Program], tmp_path: Path
) -> None:
    store = Store(tmp_path / "store.sqlite3")
    bench = await open_bench("auto", frugal=True, store=store, test="./app", time_pattern=PRINTED)
    for original, known in ((200, False), (200, True), (300, False)):
        await bench.baseline(telling(original))
        found = await bench.trial(telling(20))
        assert found.reused == known
        assert original / measured(found).total == pytest.approx(10 if original == 200 else 15)
    store.close()


async def test_what_a_heavy_original_prints_is_compared_once_it_was_run_twice(
    open_bench: Opener, telling: Callable[[int], Program], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command_turns, "HEAVY_SECONDS", 0.0)
    bench = await open_bench("auto", test="./app", time_pattern=PRINTED)
    await bench.baseline(telling(200))
    for time in (20, 25):
        right = telling(time)
        more = "#include <cstdio>\n" + right.text.replace("return", 'std::puts("more"); return')
        assert isinstance((await bench.trial(evolve(right, text=more))).verdict, WrongOutput)
        measured(await bench.trial(right))


async def test_what_is_far_behind_in_its_first_run_is_not_compared(
    open_bench: Opener, telling: Callable[[int], Program], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command_turns, "TELLING_SECONDS", 0.0)
    started = jobs_of(monkeypatch)
    bench = await open_bench("auto", test="./app", time_pattern=PRINTED)
    original = measured(await bench.baseline(telling(200)))
    measured(await bench.trial(telling(20), stop_above=original.total))
    started.clear()
    # Others of its round may have become the one to beat.
    behind = await bench.trial(telling(100), stop_above=original.total)
    assert isinstance(behind.verdict, TooSlow)
    assert runs_in(started) == 1
    # Another search has another one to beat.
    bench.discredit()
    measured(await bench.trial(telling(100), stop_above=original.total))


async def test_where_runs_are_dear_the_judged_run_ends_once_it_is_far_behind(
    open_bench: Opener, telling: Callable[[int], Program], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command_turns, "HEAVY_SECONDS", 0.0)
    monkeypatch.setattr(command_bench, "GRACE_SECONDS", 0.5)
    bench = await open_bench("auto", test="./app", time_pattern=PRINTED)
    original = measured(await bench.baseline(telling(200)))
    verdict = (await bench.trial(telling(2_000_000), stop_above=original.total)).verdict
    assert isinstance(verdict, TooSlow)


async def test_a_verdict_without_a_measurement_takes_one_run_of_the_program(
    open_bench: Opener, telling: Callable[[int], Program], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command_turns, "HEAVY_SECONDS", 0.0)
    bench = await open_bench("auto", test="./app", time_pattern=PRINTED)
    await bench.baseline(telling(200))
    right = telling(20)
    assert await bench.verdict(right) == Accepted(1)
    started = jobs_of(monkeypatch)
    assert await bench.verdict(telling(400)) == Accepted(1)
    assert runs_in(started) == 1
    more = "#include <cstdio>\n" + right.text.replace("return", 'std::puts("more"); return')
    assert isinstance(await bench.verdict(evolve(right, text=more)), WrongOutput)
    assert isinstance(await bench.verdict(evolve(right, text="int")), CompileError)
