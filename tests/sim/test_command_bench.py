from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from hasten_sim.bench import Bench
from hasten_sim.errors import SuiteError
from hasten_sim.nouns import (
    Accepted,
    CommandSuite,
    CompileError,
    Measurement,
    Outcome,
    Program,
    TimedOut,
    Unmeasurable,
    WrongOutput,
)
from hasten_sim.sandbox import open_sandbox
from hasten_sim.store import Store
from hasten_sim.toolchain import Toolchain

COUNT = """
#include "count.h"
long count(long n) {
    long volatile found = 0, one = 1;
    for (long i = 0; i < n; ++i) for (long j = 0; j < WORK; ++j) found = i;
    return found + 1;
}
"""
MAIN = """
#include <cstdio>
#include <cstring>
#include "count.h"
int main() { long n = 0; if (scanf("%ld", &n)) {} printf("%ld\\n", count(n)); }
"""
SUITE: dict[str, str] = {
    "build": "g++ -O1 -c count.cpp && g++ -O1 -c main.cpp && g++ count.o main.o -o app",
    "test": 'test "$(echo 50 | ./app)" = 50',
    "measure": "./app < input.txt",
}
Opener = Callable[..., Any]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    for name, text in {
        "count.cpp": COUNT.replace("WORK", "20"),
        "main.cpp": MAIN,
        "count.h": "long count(long n);\n",
        "input.txt": "300\n",
    }.items():
        (root / name).write_text(text)
    return root


@pytest.fixture
async def open_bench(tmp_path: Path, project: Path) -> AsyncIterator[Opener]:
    benches: list[Bench] = []
    sandbox = await open_sandbox()
    toolchain = await Toolchain.discover(sandbox, tmp_path, use_pch=False)

    async def opened(
        store: Store | None = None, measure_seconds: float = 60, **commands: Any
    ) -> Bench:
        chosen: dict[str, Any] = {**SUITE, **commands}
        suite = CommandSuite(project, **chosen)
        bench = await Bench.open(
            sandbox=sandbox,
            toolchain=toolchain,
            suite=suite,
            store=store,
            function="count",
            measure_seconds=measure_seconds,
        )
        benches.append(bench)
        return bench

    yield opened
    for bench in benches:
        await bench.close()


@pytest.fixture
def program(project: Path) -> Callable[..., Program]:
    def made(work: int = 20, change: tuple[str, str] = ("", "")) -> Program:
        text = COUNT.replace("WORK", str(work))
        return Program(text.replace(*change) if change[0] else text, project / "count.cpp")

    return made


def measured(outcome: Outcome) -> Measurement:
    assert isinstance(outcome.verdict, Accepted), outcome.verdict.explain()
    assert outcome.measurement is not None
    return outcome.measurement


async def test_a_file_of_a_project_is_built_tested_and_measured(
    open_bench: Opener, program: Callable[..., Program], project: Path
) -> None:
    before = sorted(path.name for path in project.iterdir())
    bench = await open_bench()
    slow = measured(await bench.baseline(program(20)))
    fast = measured(await bench.trial(program(5)))
    assert slow.deterministic
    assert slow.function_total is not None
    assert fast.function_total is not None
    assert slow.function_total > 3 * fast.function_total
    assert slow.total - slow.function_total == pytest.approx(
        fast.total - fast.function_total, rel=0.02
    )
    assert sorted(path.name for path in project.iterdir()) == before
    assert (project / "count.cpp").read_text() == COUNT.replace("WORK", "20")


async def test_special_instructions_of_the_project_and_of_libraries_are_counted(
    open_bench: Opener, program: Callable[..., Program]
) -> None:
    bench = await open_bench()
    plain = measured(await bench.trial(program())).cases[0].events
    dividing = program(20, ("found = i", "found = i / one"))
    divided = measured(await bench.trial(dividing)).cases[0].events
    assert divided["div64"] - plain["div64"] == 300 * 20
    # The C library is dynamic here, and it is where the kernel is called.
    assert plain["syscalls"] > 10


async def test_the_verdict_is_that_of_the_first_command_that_fails(
    open_bench: Opener, program: Callable[..., Program]
) -> None:
    bench = await open_bench()
    measured(await bench.baseline(program()))
    broken = await bench.trial(program(20, ("return", "retrun")))
    assert isinstance(broken.verdict, CompileError)
    assert "count.cpp" in broken.verdict.message
    wrong = await bench.trial(program(20, ("+ 1", "+ 2")))
    assert isinstance(wrong.verdict, WrongOutput)
    # What a failed build left behind does not spoil the next.
    measured(await bench.trial(program(5)))


async def test_an_original_that_fails_its_own_tests_gets_that_verdict(
    open_bench: Opener, program: Callable[..., Program]
) -> None:
    bench = await open_bench(test="echo no such luck; exit 1")
    outcome = await bench.baseline(program())
    assert outcome.verdict == WrongOutput("test", "no such luck")


async def test_an_endless_loop_ends_soon_once_the_original_is_known(
    open_bench: Opener, program: Callable[..., Program], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hasten_sim.command_bench.GRACE_SECONDS", 1.0)
    bench = await open_bench()
    await bench.baseline(program())
    outcome = await bench.trial(program(20, ("return found", "for (;;) found = 1; return found")))
    assert isinstance(outcome.verdict, TimedOut)
    assert outcome.verdict.limit_seconds < 100


async def test_candidates_side_by_side_do_not_see_each_other(
    open_bench: Opener, program: Callable[..., Program]
) -> None:
    bench = await open_bench()
    await bench.baseline(program())
    works = (1, 5, 9, 13)
    outcomes = await asyncio.gather(*(bench.trial(program(work)) for work in works))
    totals = [measured(outcome).total for outcome in outcomes]
    assert totals == sorted(totals)
    again = [measured(await bench.trial(program(work))).total for work in works]
    assert totals == again


async def test_a_test_command_that_is_not_the_program_itself_has_no_cost(
    open_bench: Opener, program: Callable[..., Program]
) -> None:
    bench = await open_bench(measure="", test="make test")
    with pytest.raises(SuiteError, match="would be that of make itself") as caught:
        await bench.baseline(program())
    assert "Set `measure`" in caught.value.remedy


async def test_a_test_command_that_is_the_program_itself_is_measured(
    open_bench: Opener, program: Callable[..., Program]
) -> None:
    bench = await open_bench(measure="", test="./app < input.txt")
    assert measured(await bench.baseline(program())).total > 0


async def test_a_run_that_is_too_long_to_measure_is_refused(
    open_bench: Opener, program: Callable[..., Program], project: Path
) -> None:
    (project / "input.txt").write_text("20000000\n")
    bench = await open_bench(measure_seconds=2.0)
    outcome = await bench.baseline(program())
    assert isinstance(outcome.verdict, Unmeasurable)
    assert "callgrind would need about" in outcome.verdict.reason


async def test_outcomes_last_until_a_file_of_the_project_changes(
    open_bench: Opener, program: Callable[..., Program], project: Path, tmp_path: Path
) -> None:
    store = Store(tmp_path / "store.sqlite3")
    first = await (await open_bench(store)).baseline(program())
    again = await (await open_bench(store)).baseline(program())
    assert again.reused
    assert again.measurement == first.measurement
    (project / "input.txt").write_text("301\n")
    os.utime(project / "input.txt", (1e9, 1e9))
    changed = await (await open_bench(store)).baseline(program())
    assert not changed.reused
    assert changed.measurement != first.measurement
    store.close()


async def test_the_commands_are_what_a_person_could_type(
    open_bench: Opener, program: Callable[..., Program], project: Path
) -> None:
    bench = await open_bench()
    await bench.baseline(program())
    build, test, measure = await bench.commands(program())
    assert build == f"cd {project} && {SUITE['build']}"
    assert test == f"cd {project} && {SUITE['test']}"
    assert "valgrind --tool=callgrind" in measure
    assert measure.endswith("./app < input.txt")


async def test_a_harness_must_print_what_the_original_makes_it_print(
    open_bench: Opener, program: Callable[..., Program]
) -> None:
    bench = await open_bench(test="./app < input.txt", measure="")
    measured(await bench.baseline(program()))
    measured(await bench.trial(program(5)))
    wrong = await bench.trial(program(5, ("found + 1", "found + 2")))
    assert wrong.verdict == WrongOutput("test", "the original prints '300', this one '301'")
