"""Native times: compared by turns, not claimed within the noise, taken where callgrind is slow."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from hasten_sim.backends.native import Native, printed_time
from hasten_sim.bench import Bench
from hasten_sim.errors import ToolMissing
from hasten_sim.nouns import (
    Accepted,
    Case,
    CaseSuite,
    Measurement,
    Outcome,
    Program,
    Relative,
    TooSlow,
    Unmeasurable,
    WrongOutput,
)
from hasten_sim.records import from_json, to_json
from hasten_sim.sandbox import open_sandbox
from hasten_sim.store import Store
from hasten_sim.toolchain import Toolchain

WORK = """
#include <cstdio>
int main() {
    long n;
    if (scanf("%ld", &n)) {}
    long volatile sum = 0;
    for (long i = 0; i < n * TIMES; ++i) sum = sum + i % 7;
    printf("%ld\\n", n);
}
"""
SUITE = CaseSuite(
    tuple(Case(str(n), f"{n}\n".encode(), f"{n}\n".encode()) for n in (300_000, 900_000)), "here"
)
Opener = Callable[..., Any]


def program(times: int, tag: str = "") -> Program:
    """Work in proportion to `times`; a tag makes another executable that does the same."""
    text = WORK.replace("TIMES", str(times))
    kept = f'static const char tag[] __attribute__((used)) = "{tag}";\n' if tag else ""
    return Program(kept + text, Path("/nowhere/work.cpp"))


@pytest.fixture
async def open_bench(tmp_path: Path) -> AsyncIterator[Opener]:
    benches: list[Bench] = []
    sandbox = await open_sandbox()
    toolchain = await Toolchain.discover(sandbox, tmp_path, use_pch=False)

    async def opened(backend: str = "native", **options: Any) -> Bench:
        options = {"suite": SUITE, "store": None, **options}
        bench = await Bench.open(sandbox=sandbox, toolchain=toolchain, backend=backend, **options)
        benches.append(bench)
        return bench

    yield opened
    for bench in benches:
        await bench.close()


def measured(outcome: Outcome) -> Measurement:
    assert isinstance(outcome.verdict, Accepted), outcome.verdict.explain()
    assert outcome.measurement is not None
    return outcome.measurement


def compared(outcome: Outcome) -> Relative:
    found = measured(outcome).relative
    assert found is not None
    return found


async def test_less_work_is_measurably_faster_and_its_cost_shows_the_speedup(
    open_bench: Opener,
) -> None:
    bench = await open_bench()
    original = measured(await bench.baseline(program(30)))
    assert (original.backend, original.deterministic, original.relative) == ("native", False, None)
    outcome = await bench.trial(program(6))
    found, relative = measured(outcome), compared(outcome)
    assert relative.is_faster
    assert relative.low <= relative.speedup <= relative.high
    assert 2 < relative.speedup < 6
    assert original.total / found.total == pytest.approx(relative.speedup)
    assert [case.case for case in found.cases] == ["300000", "900000"]
    assert found.cases[0].cost < found.cases[1].cost
    assert await bench.baseline_for(outcome) == original
    assert "valgrind" not in " ".join(await bench.commands(program(6)))


async def test_the_same_work_is_not_called_faster(open_bench: Opener) -> None:
    bench = await open_bench()
    await bench.baseline(program(20))
    found = [compared(await bench.trial(program(20, f"copy {index}"))) for index in range(2)]
    assert not any(one.is_different for one in found)


@pytest.mark.slow
@pytest.mark.timeout(1800)
async def test_identical_programs_are_called_different_in_one_of_a_hundred_at_most(
    open_bench: Opener,
) -> None:
    bench = await open_bench()
    await bench.baseline(program(5))
    outcomes = [await bench.trial(program(5, f"copy {index}")) for index in range(100)]
    assert sum(compared(outcome).is_different for outcome in outcomes) <= 1


async def test_what_has_lost_is_given_up_and_what_is_wrong_is_not_timed(
    open_bench: Opener,
) -> None:
    bench = await open_bench()
    original = measured(await bench.baseline(program(20)))
    slower = await bench.trial(program(60), stop_above=original.total * 1.005, rival=original)
    assert isinstance(slower.verdict, TooSlow)
    assert slower.verdict.cost > original.total
    wrong = evolve(program(5), text=program(5).text.replace("%ld\\n", "%ld!\\n"))
    assert isinstance((await bench.trial(wrong)).verdict, WrongOutput)


async def test_a_crash_that_comes_only_now_and_then_is_a_verdict(open_bench: Opener) -> None:
    bench = await open_bench()
    await bench.baseline(program(5))
    text = "#include <unistd.h>\n" + program(5).text.replace(
        "long n;", "long n; if (getpid() % 1 != 0 || *(volatile char*)0 == 0) return 3;"
    )
    outcome = await bench.trial(evolve(program(5), text=text))
    assert not isinstance(outcome.verdict, Accepted)


async def test_nothing_is_reused_that_was_measured_against_another_original(
    open_bench: Opener, tmp_path: Path
) -> None:
    store = Store(tmp_path / "store.sqlite3")
    for times in (20, 5):
        bench = await open_bench(store=store)
        original = await bench.baseline(program(times))
        assert not original.reused
        assert not (await bench.trial(program(4))).reused
    store.close()


async def test_auto_is_callgrind_to_the_digit_when_that_is_fast_enough(
    open_bench: Opener,
) -> None:
    by_default = await open_bench("auto")
    chosen = await open_bench("callgrind")
    first, second = await by_default.baseline(program(1)), await chosen.baseline(program(1))
    assert measured(first) == measured(second)
    assert measured(first).why == ""
    ours = await by_default.trial(program(1, "another"))
    theirs = await chosen.trial(program(1, "another"))
    assert measured(ours) == measured(theirs)


async def test_auto_turns_to_native_when_callgrind_would_take_too_long_and_says_so(
    open_bench: Opener,
) -> None:
    bench = await open_bench("auto", measure_seconds=0.9)
    original = measured(await bench.baseline(program(30)))
    assert original.backend == "native"
    assert "callgrind would need about" in original.why
    outcome = await bench.trial(program(6))
    assert compared(outcome).is_faster
    assert measured(outcome).why == original.why
    alone = await open_bench("callgrind", measure_seconds=0.9)
    assert isinstance((await alone.baseline(program(30))).verdict, Unmeasurable)


async def test_auto_has_less_patience_with_callgrind_than_who_asks_for_it(
    open_bench: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hasten_sim.equipment.AUTO_SECONDS", 0.2)
    assert measured(await (await open_bench("auto")).baseline(program(20))).backend == "native"
    alone = await open_bench("callgrind")
    assert measured(await alone.baseline(program(20))).backend == "callgrind"


async def test_what_is_too_heavy_for_native_too_is_unmeasurable(open_bench: Opener) -> None:
    bench = await open_bench("auto", measure_seconds=0.05)
    verdict = (await bench.baseline(program(30))).verdict
    assert isinstance(verdict, Unmeasurable)
    assert "native would need" in verdict.reason


async def test_an_unknown_backend_is_refused_with_the_names_of_those_there_are(
    open_bench: Opener,
) -> None:
    with pytest.raises(ToolMissing, match="stopwatch") as raised:
        await open_bench("stopwatch")
    assert "native" in raised.value.remedy


async def test_without_taskset_it_is_measured_all_the_same(
    open_bench: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = shutil.which

    def all_but_taskset(name: str, path: str | None = None) -> str | None:
        return None if name == "taskset" else find(name, path=path)

    monkeypatch.setattr("shutil.which", all_but_taskset)
    native = Native.open(await open_sandbox())
    assert "pinned" not in native.version
    assert "taskset" not in native.command()
    assert measured(await (await open_bench()).baseline(program(5))).version == native.version


def test_a_comparison_survives_its_record_and_an_old_record_has_none() -> None:
    made = Measurement("native", "1", "us", (), relative=Relative(1.2, 1.1, 1.3, 0.99, 9), why="x")
    assert from_json(to_json(made), Measurement) == made
    old = {key: value for key, value in to_json(made).items() if key not in ("relative", "why")}
    assert from_json(old, Measurement) == evolve(made, relative=None, why="")


@pytest.mark.parametrize(
    ("printed", "pattern", "expected"),
    [
        ("time: 1.5 ms\ntime: 2.5 ms\n", r"time: ([\d.]+)", 2.5),
        ("7 runs, 12e-3 s", r"(?P<runs>\d+) runs, (?P<time>\S+) s", 0.012),
        ("42", r"\d+", 42.0),
    ],
)
def test_a_printed_time_is_the_last_one(
    printed: str, pattern: str, expected: float, tmp_path: Path
) -> None:
    (tmp_path / "out").write_text(printed)
    assert printed_time(re.compile(pattern), tmp_path / "out") == expected


@pytest.mark.parametrize(
    "printed", ["", "time: 0", "time: -3", "time: nan", "time: inf", "time: ", "time: 1.2.3"]
)
def test_what_is_no_time_is_unmeasurable(printed: str, tmp_path: Path) -> None:
    (tmp_path / "out").write_text(printed)
    pattern = re.compile(r"time: ?(\S*)")
    assert isinstance(printed_time(pattern, tmp_path / "out", tmp_path / "no"), Unmeasurable)
