from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from hasten_sim.bench import Bench
from hasten_sim.errors import ToolMissing
from hasten_sim.nouns import (
    Accepted,
    Case,
    CaseSuite,
    CompileError,
    Crashed,
    Measurement,
    Outcome,
    OutOfMemory,
    OutputTooLarge,
    Program,
    TimedOut,
    TooSlow,
    Unmeasurable,
    WrongOutput,
)
from hasten_sim.sandbox import Session, open_sandbox
from hasten_sim.sandbox_types import Finished, Job, Limits, Sandbox
from hasten_sim.store import Store
from hasten_sim.toolchain import Toolchain


def squares(*numbers: int) -> CaseSuite:
    """Cases that ask for the squares of some numbers."""
    made = [Case(str(n), f"{n}\n".encode(), f"{n * n}\n".encode()) for n in numbers]
    return CaseSuite(tuple(made), "test")


SQUARES = squares(3, 50, 700)
SLOW = """
#include <cstdio>
__attribute__((noinline)) long square(long n) {
    long volatile sum = 0;
    for (long i = 0; i < n; ++i) for (long j = 0; j < n / 10; ++j) sum = sum + 1;
    return n * n;
}
int main() { long n; if (scanf("%ld", &n)) {} printf("%ld\\n", square(n)); }
"""
FAST = SLOW.replace("n / 10", "n / 100")
BODY = """
#include <cstdio>
#include <cstdlib>
int main() { long n; if (scanf("%ld", &n)) {} BODY; printf("%ld\\n", n * n); }
"""

_toolchains: list[Toolchain] = []


def body(text: str, *headers: str) -> str:
    """A program that squares its input and does something else before that."""
    return "".join(f"#include <{h}>\n" for h in headers) + BODY.replace("BODY", text)


class Counting:
    """A sandbox that counts what is started, and how many at a time."""

    def __init__(self, inner: Sandbox) -> None:
        self.inner = inner
        self.name = inner.name
        self.jobs: list[Job] = []
        self.now = 0
        self.most = 0
        self._changed = asyncio.Event()

    async def run(self, job: Job) -> Finished:
        self.jobs.append(job)
        self.now += 1
        self.most = max(self.most, self.now)
        self._changed.set()
        try:
            return await self.inner.run(job)
        finally:
            self.now -= 1
            self._changed.set()

    async def can_overlay(self, layer: Path, place: Path) -> bool:
        return await self.inner.can_overlay(layer, place)

    async def open_session(self, job: Job) -> Session:
        return await self.inner.open_session(job)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something holds of the children that have been started or have ended."""
        while not condition():
            self._changed.clear()
            await self._changed.wait()

    def count(self, program: str) -> int:
        """How many jobs name a program: `prog` alone, `valgrind`, `g++`."""
        return sum(any(word.endswith(program) for word in job.argv) for job in self.jobs)

    @property
    def native(self) -> int:
        return sum(job.argv == ("./prog",) for job in self.jobs)


def left(directory: Path) -> list[Path]:
    """The scratch directories of benches."""
    return list(directory.glob("hasten-bench-*"))


Opener = Callable[..., Any]


@pytest.fixture
async def sandbox() -> Counting:
    return Counting(await open_sandbox())


@pytest.fixture
async def open_bench(tmp_path: Path, sandbox: Counting) -> AsyncIterator[Opener]:
    benches: list[Bench] = []
    if not _toolchains:
        _toolchains.append(await Toolchain.discover(sandbox.inner, tmp_path, use_pch=False))
    toolchain = evolve(_toolchains[0], sandbox=sandbox)

    async def opened(suite: CaseSuite = SQUARES, **options: Any) -> Bench:
        options = {"store": None, "limits": Limits(wall_seconds=5, cpu_seconds=3), **options}
        bench = await Bench.open(sandbox=sandbox, toolchain=toolchain, suite=suite, **options)
        benches.append(bench)
        return bench

    yield opened
    for bench in benches:
        await bench.close()


def program(text: str) -> Program:
    return Program(text, Path("prog.cpp"))


def measured(outcome: Outcome) -> Measurement:
    assert isinstance(outcome.verdict, Accepted), outcome.verdict.explain()
    assert outcome.measurement is not None
    return outcome.measurement


# --- what becomes of programs -------------------------------------------------------------------


async def test_a_right_program_is_accepted_and_measured_on_every_case(open_bench: Opener) -> None:
    bench = await open_bench(function="square")
    outcome = await bench.baseline(program(SLOW))
    measurement = measured(outcome)
    assert outcome.verdict == Accepted(3)
    assert [case.case for case in measurement.cases] == ["3", "50", "700"]
    assert (measurement.backend, measurement.unit) == ("callgrind", "weighted instructions")
    assert measurement.version.startswith("valgrind-3.")
    assert measurement.deterministic
    assert 0 < measurement.floor * 3 < measurement.total
    assert measurement.function_total is not None
    assert 0 < measurement.function_total < measurement.total
    assert set(outcome.seconds) == {"compile", "judge", "measure"}


async def test_a_faster_program_costs_less(open_bench: Opener) -> None:
    bench = await open_bench()
    slow = measured(await bench.baseline(program(SLOW)))
    fast = measured(await bench.trial(program(FAST)))
    assert slow.total > 1.2 * fast.total


async def test_a_program_that_does_not_compile_says_why(open_bench: Opener) -> None:
    outcome = await (await open_bench()).trial(program("int main() { return x; }"))
    assert isinstance(outcome.verdict, CompileError)
    assert "'x' was not declared" in outcome.verdict.message
    assert outcome.measurement is None


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (body("n = n + 1"), WrongOutput("3", "token 1: expected 9, got 16")),
        (body("return 0"), WrongOutput("3", "output ends early: expected 1 tokens, got 0")),
        (body('puts("debug")'), WrongOutput("3", "token 1: expected 9, got debug")),
        (body("if (n == 50) n = 0"), WrongOutput("50", "token 1: expected 2500, got 0")),
        (body("abort()"), Crashed("3", signal=6)),
        (body("if (n == 50) *(int volatile*)n = 1"), Crashed("50", signal=11)),
        (body("return 3"), Crashed("3", status=3)),
        (body("throw 1"), Crashed("3", signal=6)),
        (
            body("for (;;) memset(malloc(1 << 20), 1, 1 << 20)", "cstring"),
            OutOfMemory("3", 256 << 20),
        ),
        (body("for (;;) *(new char volatile[1 << 20]) = 1"), OutOfMemory("3", 256 << 20)),
        (body('for (;;) puts("again and again")'), OutputTooLarge("3", 1 << 20)),
    ],
    ids=lambda value: getattr(value, "name", "program"),
)
async def test_a_wrong_program_gets_the_verdict_it_deserves(
    open_bench: Opener, text: str, verdict: object
) -> None:
    limits = Limits(5.0, 3.0, memory_bytes=256 << 20, output_bytes=1 << 20)
    bench = await open_bench(limits=limits)
    trial = await bench.trial(program(text))
    assert trial.verdict == verdict
    assert trial.measurement is None


async def test_an_endless_loop_ends_soon_once_the_original_is_known(open_bench: Opener) -> None:
    bench = await open_bench(limits=Limits(wall_seconds=60, cpu_seconds=60))
    await bench.baseline(program(SLOW))
    endless = body("if (n == 50) for (;;) ++*(long volatile*)&n")
    outcome = await bench.trial(program(endless))
    assert outcome.verdict == TimedOut("50", 1)


async def test_a_program_that_waits_for_ever_is_timed_out(open_bench: Opener) -> None:
    bench = await open_bench(limits=Limits(wall_seconds=1, cpu_seconds=10))
    outcome = await bench.trial(program(body("pause()", "unistd.h")))
    assert outcome.verdict == TimedOut("3", 1)


async def test_a_program_cannot_start_others(open_bench: Opener) -> None:
    outcome = await (await open_bench()).trial(program(body("if (fork() >= 0) n = 0", "unistd.h")))
    assert isinstance(outcome.verdict, Accepted)


async def test_output_that_is_not_text_is_compared_as_it_is(open_bench: Opener) -> None:
    text = "#include <cstdio>\nint main() { for (int c; (c = getchar()) >= 0;) putchar(c ^ 255); }"
    data = bytes(range(256)) * 10
    case = Case("1", data, bytes(255 - byte for byte in data))
    bench = await open_bench(CaseSuite((case,), "test", "exact"))
    assert isinstance((await bench.trial(program(text))).verdict, Accepted)
    outcome = await bench.trial(program(text.replace("255", "254")))
    assert isinstance(outcome.verdict, WrongOutput)


async def test_large_outputs_are_judged_like_small_ones(open_bench: Opener) -> None:
    text = '#include <cstdio>\nint main() { for (int i = 0; i < 99999; ++i) printf("%d\\n", i); }'
    expected = "\n".join(map(str, range(99_999))).encode()
    bench = await open_bench(CaseSuite((Case("1", b"", expected),), "test"))
    assert isinstance((await bench.trial(program(text))).verdict, Accepted)
    outcome = await bench.trial(program(text.replace("99999", "99998")))
    assert isinstance(outcome.verdict, WrongOutput)
    assert "ends early" in outcome.verdict.detail


async def test_a_checker_accepts_any_order(open_bench: Opener, tmp_path: Path) -> None:
    checker = tmp_path / "checker"
    checker.write_text('#!/bin/sh\n[ "$(sort $2)" = "$(sort $3)" ] || { echo unequal; exit 1; }\n')
    checker.chmod(0o755)
    suite = CaseSuite((Case("1", b"", b"a\nb\n"),), "test", "checker", checker=checker)
    bench = await open_bench(suite)
    printing = '#include <cstdio>\nint main() { puts("b"); puts("a"); }'
    assert isinstance((await bench.baseline(program(printing))).verdict, Accepted)
    outcome = await bench.trial(program(printing.replace('"b"', '"c"')))
    assert outcome.verdict == WrongOutput("1", "unequal")


# --- programs that are not the same twice -------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        body('printf("%ld", (long)&n & 0xffffff0)'),
        body("timespec t; clock_gettime(CLOCK_REALTIME, &t); n = t.tv_nsec", "ctime"),
        body("n = std::random_device{}()", "random"),
        body("n = getpid() ^ clock() ^ (long)malloc(1)", "unistd.h", "ctime"),
    ],
    ids=["address", "time", "random_device", "process"],
)
async def test_an_original_whose_output_varies_is_unmeasurable(
    open_bench: Opener, text: str
) -> None:
    outcome = await (await open_bench()).baseline(program(text))
    assert isinstance(outcome.verdict, Unmeasurable)
    assert "output differs from run to run on case 3" in outcome.verdict.reason


async def test_an_original_whose_cost_varies_is_said_to_be_not_deterministic(
    open_bench: Opener,
) -> None:
    varying = body(
        "std::random_device r; for (long volatile i = r() % 100000; i > 0; i = i - 1) {}", "random"
    )
    measurement = measured(await (await open_bench()).baseline(program(varying)))
    assert not measurement.deterministic


async def test_an_original_that_fails_its_own_test_gets_that_verdict(open_bench: Opener) -> None:
    bench = await open_bench()
    assert (await bench.baseline(program(body("n = 1")))).verdict == WrongOutput(
        "3", "token 1: expected 9, got 1"
    )
    assert (await bench.baseline(program(body("abort()")))).verdict == Crashed("3", signal=6)
    assert isinstance((await bench.baseline(program("oops"))).verdict, CompileError)


async def test_nothing_of_the_users_environment_reaches_the_program(
    open_bench: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "s3cr3t")
    reading = body('if (getenv("SECRET_KEY") || getenv("HOME")) n = 0')
    bench = await open_bench()
    assert isinstance((await bench.baseline(program(reading))).verdict, Accepted)


async def test_a_program_that_is_wrong_only_when_measured_is_unmeasurable(
    open_bench: Opener,
) -> None:
    # long double has 64 bits of mantissa natively, 53 under valgrind.
    text = body("long double volatile d = 1; d = d + 1e-18L; if (d == 1) n = 0")
    outcome = await (await open_bench()).baseline(program(text))
    assert isinstance(outcome.verdict, Unmeasurable)
    assert "prints something else under callgrind" in outcome.verdict.reason


async def test_tests_that_would_take_too_long_to_measure_are_refused_at_once(
    open_bench: Opener, sandbox: Counting
) -> None:
    heavy = body("for (long volatile i = 0; i < 200000000; i = i + 1) {}")
    bench = await open_bench(measure_seconds=2.0)
    outcome = await bench.baseline(program(heavy))
    assert isinstance(outcome.verdict, Unmeasurable)
    assert "natively; callgrind would need about" in outcome.verdict.reason
    assert "reduce the tests or raise the budget" in outcome.verdict.reason


# --- exceptions ---------------------------------------------------------------------------------

THROWING = body("try { if (n > 40) throw 1; } catch (int) { n = n + 0; }")
CALM = body("n = n + 0")


async def test_a_throwing_original_and_its_candidates_are_linked_as_static_pie(
    open_bench: Opener,
) -> None:
    bench = await open_bench()
    thrown = measured(await bench.baseline(program(THROWING)))
    calm = measured(await bench.trial(program(CALM)))
    assert thrown.version == calm.version
    assert thrown.version.endswith("static-pie")
    assert thrown.total > calm.total
    assert "-static-pie" in (await bench.commands(program(THROWING)))[0]


async def test_a_throwing_candidate_can_be_compared_with_a_calm_original(
    open_bench: Opener,
) -> None:
    bench = await open_bench()
    calm = await bench.baseline(program(CALM))
    thrown = await bench.trial(program(THROWING), stop_above=measured(calm).total * 1.1)
    assert measured(thrown).version != measured(calm).version
    comparable = await bench.baseline_for(thrown)
    assert comparable is not None
    assert comparable.version == measured(thrown).version
    assert comparable.total < measured(thrown).total
    assert await bench.baseline_for(calm) == measured(calm)


# --- economy ------------------------------------------------------------------------------------


async def test_a_candidate_that_costs_too_much_is_given_up_early(
    open_bench: Opener, sandbox: Counting
) -> None:
    bench = await open_bench(jobs=1)
    fast = measured(await bench.baseline(program(FAST)))
    before = sandbox.count("valgrind")
    outcome = await bench.trial(program(SLOW), stop_above=fast.total)
    assert isinstance(outcome.verdict, TooSlow)
    assert outcome.verdict.case == "700"
    assert outcome.verdict.cost > outcome.verdict.limit == fast.total
    assert sandbox.count("valgrind") - before == 1
    assert outcome.measurement is None


async def test_a_race_is_lost_when_half_of_the_rivals_cost_has_been_run(
    open_bench: Opener, sandbox: Counting
) -> None:
    bench = await open_bench(squares(690, 700, 710), jobs=1)
    rival = measured(await bench.baseline(program(SLOW)))
    slower = program(SLOW.replace("n / 10", "n / 9"))
    before = sandbox.count("valgrind")
    outcome = await bench.trial(slower, stop_above=rival.total, rival=rival)
    assert isinstance(outcome.verdict, TooSlow)
    # Two of the three are more than half; what is certain is less than the limit.
    assert sandbox.count("valgrind") - before == 2
    assert outcome.verdict.cost < outcome.verdict.limit
    alone = await bench.trial(slower, stop_above=rival.total)
    assert measured(alone).total > rival.total


async def test_who_is_far_behind_loses_a_race_before_half_of_it_has_been_run(
    open_bench: Opener, sandbox: Counting
) -> None:
    bench = await open_bench(squares(*range(690, 711, 2)), jobs=1)
    rival = measured(await bench.baseline(program(SLOW)))
    before = sandbox.count("valgrind")
    twice = program(SLOW.replace("n / 10", "n / 5"))
    outcome = await bench.trial(twice, stop_above=rival.total, rival=rival)
    assert isinstance(outcome.verdict, TooSlow)
    assert 1 < sandbox.count("valgrind") - before < 5


async def test_what_is_prepared_is_compiled_once(open_bench: Opener, sandbox: Counting) -> None:
    bench = await open_bench(jobs=2)
    bench.prepare([program(FAST)])
    await asyncio.gather(bench.baseline(program(SLOW)), asyncio.sleep(0))
    first = measured(await bench.trial(program(FAST)))
    # The original, the candidate and the floor's empty program.
    assert sandbox.count("prog.cpp") == 3
    other = await open_bench(jobs=1)
    await other.baseline(program(SLOW))
    other.prepare([program(FAST)])
    assert measured(await other.trial(program(FAST))) == first


async def test_what_is_prepared_in_vain_ends_with_the_bench(
    open_bench: Opener, sandbox: Counting
) -> None:
    bench = await open_bench(jobs=2)
    for number in range(20):
        bench.prepare([program(f"{FAST}// {number}\n")])
    await asyncio.sleep(0.05)
    await bench.close()
    assert sandbox.count("prog.cpp") <= 1


async def test_a_text_that_compiles_to_the_same_code_is_not_run_again(
    open_bench: Opener, sandbox: Counting
) -> None:
    bench = await open_bench()
    baseline = await bench.baseline(program(SLOW))
    before = len(sandbox.jobs)
    outcome = await bench.trial(program(SLOW.replace("sum", "total") + "// a comment\n"))
    assert outcome.reused
    assert outcome.measurement == baseline.measurement
    assert len(sandbox.jobs) == before + 1


async def test_the_same_code_tried_side_by_side_is_measured_once(
    open_bench: Opener, sandbox: Counting
) -> None:
    bench = await open_bench()
    texts = [f"{FAST}// {number}\n" for number in range(4)]
    outcomes = await asyncio.gather(*(bench.trial(program(text)) for text in texts))
    assert len({measured(outcome).total for outcome in outcomes}) == 1
    assert sandbox.count("prog.cpp") - 1 == len(texts)
    assert sandbox.native == len(SQUARES.cases)


async def test_a_candidate_given_up_is_tried_again_when_more_is_allowed(
    open_bench: Opener,
) -> None:
    bench = await open_bench()
    await bench.baseline(program(FAST))
    assert isinstance((await bench.trial(program(SLOW), stop_above=1.0)).verdict, TooSlow)
    assert isinstance((await bench.trial(program(SLOW), stop_above=1e12)).verdict, Accepted)
    assert isinstance((await bench.trial(program(SLOW))).verdict, Accepted)


async def test_a_failing_case_ends_the_trial_and_goes_first_in_the_next_round(
    open_bench: Opener, sandbox: Counting
) -> None:
    bench = await open_bench(jobs=1)
    await bench.baseline(program(SLOW))
    for number, runs in ((700, 3), (701, 1)):
        before = sandbox.native
        outcome = await bench.trial(program(body(f"if (n == 700) n = {number + 1}")))
        assert isinstance(outcome.verdict, WrongOutput)
        assert outcome.verdict.case == "700"
        assert sandbox.native - before == runs
    # A program that fails elsewhere too is told the case that goes first now.
    outcome = await bench.trial(program(body("n = 1")))
    assert outcome.verdict == WrongOutput("700", "token 1: expected 490000, got 1")


async def test_which_case_failed_does_not_depend_on_timing(open_bench: Opener) -> None:
    slow_failure = body(
        "if (n == 3) { for (long volatile i = 0; i < 30000000; i = i + 1) {} } n = 1"
    )
    bench = await open_bench(jobs=3)
    outcome = await bench.trial(program(slow_failure))
    assert isinstance(outcome.verdict, WrongOutput)
    assert outcome.verdict.case == "3"


async def test_no_more_children_run_at_a_time_than_asked_for(
    open_bench: Opener, sandbox: Counting
) -> None:
    bench = await open_bench(jobs=2)
    await bench.baseline(program(SLOW))
    texts = [body(f"n = n + 0; if (n == {number}) exit(1)") for number in range(5)]
    await asyncio.gather(*(bench.trial(program(text)) for text in texts))
    assert sandbox.most == 2


async def test_trials_that_began_first_are_finished_first(open_bench: Opener) -> None:
    bench = await open_bench(jobs=1)
    finished: list[int] = []

    async def attempt(number: int) -> None:
        await bench.trial(program(body(f"if (n == {number}) exit(1)")))
        finished.append(number)

    await asyncio.gather(*(attempt(number) for number in range(4)))
    assert finished == [0, 1, 2, 3]


async def test_outcomes_last_in_the_store(
    open_bench: Opener, sandbox: Counting, tmp_path: Path
) -> None:
    store = Store(tmp_path / "store.sqlite3")
    texts = [FAST, body("n = 1"), "oops"]
    first = await open_bench(store=store)
    baseline = await first.baseline(program(SLOW))
    outcomes = [await first.trial(program(text)) for text in texts]
    store.close()
    before = len(sandbox.jobs)
    second = await open_bench(store=Store(tmp_path / "store.sqlite3"))
    again = await second.baseline(program(SLOW))
    assert again.reused
    assert (again.verdict, again.measurement) == (baseline.verdict, baseline.measurement)
    for text, outcome in zip(texts, outcomes, strict=True):
        reused = await second.trial(program(text))
        assert reused.reused
        assert (reused.verdict, reused.measurement) == (outcome.verdict, outcome.measurement)
    assert await second.commands(program(FAST)) == await first.commands(program(FAST))
    assert len(sandbox.jobs) == before


async def test_other_tests_limits_or_function_make_another_question(
    open_bench: Opener, tmp_path: Path
) -> None:
    store = Store(tmp_path / "store.sqlite3")
    await (await open_bench(store=store)).baseline(program(SLOW))
    fewer = evolve(SQUARES, cases=SQUARES.cases[:2])
    for options in (
        {"suite": fewer},
        {"function": "square"},
        {"limits": Limits(cpu_seconds=9)},
    ):
        outcome = await (await open_bench(store=store, **options)).baseline(program(SLOW))
        assert not outcome.reused
    store.close()


async def test_a_text_that_includes_a_file_beside_it_sees_that_file_change(
    open_bench: Opener, tmp_path: Path
) -> None:
    store = Store(tmp_path / "store.sqlite3")
    header = tmp_path / "extra.h"
    text = Program('#include "extra.h"\n' + body("n = EXTRA"), tmp_path / "prog.cpp")
    header.write_text("#define EXTRA n\n")
    assert isinstance((await (await open_bench(store=store)).trial(text)).verdict, Accepted)
    header.write_text("#define EXTRA 0\n")
    outcome = await (await open_bench(store=store)).trial(text)
    assert isinstance(outcome.verdict, WrongOutput)
    store.close()


async def test_a_time_out_is_not_kept_because_the_machine_may_have_been_busy(
    open_bench: Opener, tmp_path: Path
) -> None:
    store = Store(tmp_path / "store.sqlite3")
    waiting = program(body("pause()", "unistd.h"))
    limits = Limits(wall_seconds=0.5)
    for _ in range(2):
        bench = await open_bench(store=store, limits=limits)
        outcome = await bench.trial(waiting)
        assert isinstance(outcome.verdict, TimedOut)
        assert not outcome.reused
    store.close()


async def test_a_store_that_breaks_harms_nothing(open_bench: Opener, tmp_path: Path) -> None:
    store = Store(tmp_path / "cache" / "store.sqlite3")
    store.close()
    for file in (tmp_path / "cache").iterdir():
        file.unlink()
    (tmp_path / "cache" / "store.sqlite3").mkdir()
    bench = await open_bench(store=store)
    measured(await bench.baseline(program(SLOW)))


async def test_the_naive_bench_does_everything_every_time_and_finds_the_same(
    open_bench: Opener, sandbox: Counting, tmp_path: Path
) -> None:
    store = Store(tmp_path / "store.sqlite3")
    naive, clever = await open_bench(naive=True, store=store), await open_bench()
    slow, other = (
        measured(await naive.baseline(program(SLOW))),
        await clever.baseline(program(SLOW)),
    )
    assert slow == other.measurement
    sandbox.most = 0
    before = sandbox.native
    texts = [FAST, FAST + "//\n", body("n = 1")]
    outcomes = await asyncio.gather(*(naive.trial(program(text), stop_above=1.0) for text in texts))
    assert not any(outcome.reused for outcome in outcomes)
    assert measured(outcomes[0]) == measured(outcomes[1])
    assert isinstance(outcomes[2].verdict, WrongOutput)
    assert sandbox.native - before == 3 * len(SQUARES.cases)
    assert sandbox.most == 1
    assert store.count() == 0
    store.close()


# --- determinism --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pairs", [3, pytest.param(30, marks=[pytest.mark.slow, pytest.mark.timeout(600)])]
)
async def test_identical_programs_measure_exactly_the_same(open_bench: Opener, pairs: int) -> None:
    texts = [body(f"for (long volatile i = 0; i < {n} * n; i = i + 1) {{}}") for n in range(pairs)]
    totals: list[list[float]] = []
    for jobs in (1, 4):
        bench = await open_bench(jobs=jobs)
        outcomes = await asyncio.gather(*(bench.trial(program(text)) for text in texts))
        totals.append([measured(outcome).total for outcome in outcomes])
    assert [one / other for one, other in zip(*totals, strict=True)] == [1.0] * pairs


async def test_a_rerun_from_another_directory_and_environment_gives_the_same_digits(
    open_bench: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = measured(await (await open_bench()).baseline(program(SLOW)))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    monkeypatch.setenv("TMPDIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    monkeypatch.setenv("GLIBC_TUNABLES", "glibc.malloc.check=3")
    second = measured(await (await open_bench(jobs=4)).baseline(program(SLOW)))
    assert first == second


async def test_without_a_sandbox_a_rerun_gives_the_same_digits_too(tmp_path: Path) -> None:
    sandbox = await open_sandbox("off")
    toolchain = await Toolchain.discover(sandbox, tmp_path, use_pch=False)
    totals: list[float] = []
    for _ in range(2):
        bench = await Bench.open(sandbox=sandbox, toolchain=toolchain, suite=SQUARES, store=None)
        totals.append(measured(await bench.baseline(program(SLOW))).total)
        await bench.close()
    assert totals[0] == totals[1]


# --- endings ------------------------------------------------------------------------------------


async def test_cancelling_a_trial_ends_its_children_and_leaves_the_bench_usable(
    open_bench: Opener, sandbox: Counting
) -> None:
    bench = await open_bench(limits=Limits(wall_seconds=60, cpu_seconds=60))
    endless = asyncio.create_task(bench.trial(program(body("for (;;) ++*(long volatile*)&n"))))
    await sandbox.until(lambda: sandbox.native > 0)
    endless.cancel()
    async with asyncio.timeout(3):
        with pytest.raises(asyncio.CancelledError):
            await endless
        await sandbox.until(lambda: sandbox.now == 0)
    measured(await bench.baseline(program(SLOW)))


async def test_cancelling_one_of_two_that_wait_for_the_same_code_leaves_the_other(
    open_bench: Opener, sandbox: Counting
) -> None:
    bench = await open_bench()
    pausing = body("usleep(300000)", "unistd.h")
    first = asyncio.create_task(bench.trial(program(pausing)))
    second = asyncio.create_task(bench.trial(program(pausing + "// the same\n")))
    await sandbox.until(
        lambda: sandbox.native > 0 and sandbox.count("prog.cpp") >= 2 and sandbox.now == 1
    )
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    measured(await second)


async def test_nothing_is_left_when_a_bench_is_closed(
    open_bench: Opener, sandbox: Counting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    bench = await open_bench()
    await bench.baseline(program(SLOW))
    trial = asyncio.create_task(bench.trial(program(body("pause()", "unistd.h"))))
    await sandbox.until(lambda: sandbox.jobs[-1].argv == ("./prog",))
    assert left(tmp_path)
    await bench.close()
    with pytest.raises(asyncio.CancelledError):
        await trial
    assert sandbox.now == 0
    assert not left(tmp_path)


async def test_an_unknown_backend_is_refused(open_bench: Opener) -> None:
    with pytest.raises(ToolMissing, match="no backend named"):
        await open_bench(backend="hourglass")


async def test_the_commands_are_what_a_person_could_type(open_bench: Opener) -> None:
    bench = await open_bench()
    compiling, measuring = await bench.commands(program(SLOW))
    assert "prog.cpp -o prog" in compiling
    assert "-O3 -std=c++17 -static" in compiling
    assert measuring.startswith("env -i ")
    assert measuring.endswith("./prog < input > output")


async def test_a_toolchain_that_is_known_to_work_is_not_tried_again(
    sandbox: Counting, tmp_path: Path
) -> None:
    first = await Toolchain.discover(sandbox, tmp_path, use_pch=False)
    tried = sandbox.count("prog.cpp")
    assert tried >= 1
    second = await Toolchain.discover(sandbox, tmp_path, use_pch=False)
    assert sandbox.count("prog.cpp") == tried
    assert first.fingerprint == second.fingerprint
    await Toolchain.discover(sandbox, tmp_path, use_pch=False, flags=("-O1",))
    assert sandbox.count("prog.cpp") > tried


async def test_a_verdict_can_be_had_without_a_measurement(
    open_bench: Opener, sandbox: Counting
) -> None:
    bench = await open_bench()
    await bench.baseline(program(SLOW))
    before = sandbox.count("valgrind")
    assert await bench.verdict(program(FAST)) == Accepted(3)
    wrong = await bench.verdict(program(FAST.replace("return n * n", "return n + n")))
    assert isinstance(wrong, WrongOutput)
    assert isinstance(await bench.verdict(program("int")), CompileError)
    assert sandbox.count("valgrind") == before
