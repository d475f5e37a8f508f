"""gem5 for real, where there is one: HASTEN_GEM5 names it, or it is on PATH."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Protocol

import pytest

from hasten_sim.backends import Backend, Measured, Opening, Option
from hasten_sim.backends.gem5.discovery import find_binary
from hasten_sim.backends.registry import open_backend
from hasten_sim.bench import Bench
from hasten_sim.errors import ToolMissing
from hasten_sim.nouns import (
    Case,
    CaseSuite,
    Crashed,
    Outcome,
    Program,
    SimulatedTooLong,
    Unmeasurable,
)
from hasten_sim.sandbox import open_sandbox
from hasten_sim.sandbox_types import Limits
from hasten_sim.store import Store
from hasten_sim.toolchain import Executable, Toolchain
from tests.conftest import made_once

HEAD = "#include <cstdio>\n#include <cstdlib>\n#include <cmath>\n#include <thread>\n"
LOOP = 'int main() { long n, s = 0; scanf("%ld", &n); for (long i = 0; i < n; ++i) s += i ^ (s >> 3); printf("%ld\\n", s); }'  # noqa: E501


class Measure(Protocol):
    """Measures a program on a number, with options of the simulation."""

    async def __call__(self, text: str, n: int = 0, **options: Option) -> Measured: ...


def _gem5() -> str:
    try:
        return str(find_binary(""))
    except ToolMissing:
        return ""


pytestmark = [
    pytest.mark.skipif(
        not _gem5(), reason="no gem5 here: name one with HASTEN_GEM5, or put it on PATH"
    ),
    pytest.mark.timeout(600),
]


@pytest.fixture
async def toolchain() -> Toolchain:
    return await Toolchain.discover(
        await open_sandbox(), made_once("toolchains").parent, use_pch=False
    )


async def opened(toolchain: Toolchain, **options: Option) -> Backend:
    named = {f"simulation.{name}": value for name, value in options.items()}
    return await open_backend("gem5", Opening(toolchain.sandbox, toolchain, named))


@pytest.fixture
def measure(toolchain: Toolchain, tmp_path: Path) -> Measure:
    """Measures a program on a number, with options of the simulation."""
    runs = iter(range(100))

    async def measured(text: str, n: int = 0, **options: Option) -> Measured:
        place = tmp_path / str(next(runs))
        made = await toolchain.compile(Program(HEAD + text, Path("a.cpp")), place / "made")
        assert isinstance(made, Executable)
        backend = await opened(toolchain, **options)
        return await backend.measure(made, Case("1", str(n).encode(), b""), place, Limits())

    return measured


def reason(measured: Measured) -> str:
    assert isinstance(measured.problem, Unmeasurable)
    return measured.problem.reason


async def test_the_same_run_costs_the_same_and_more_work_costs_more(measure: Measure) -> None:
    first, again, more = [await measure(LOOP, n) for n in (2000, 2000, 6000)]
    assert first.cost is not None
    assert more.cost is not None
    assert first == again
    assert more.cost.cost > first.cost.cost
    assert first.cost.events["instructions"] > 10_000
    assert {"cycles", "branch_misses", "l1d_misses", "l3_misses"} <= set(first.cost.events)


async def test_what_fails_natively_is_not_simulated(measure: Measure) -> None:
    assert (await measure("int main() { abort(); }")).problem == Crashed("1", signal=6)
    assert (await measure("int main() { return 3; }")).problem == Crashed("1", status=3)


async def test_a_program_that_starts_threads_is_unmeasurable(measure: Measure) -> None:
    text = 'int main() { std::thread t([] { puts("hi"); }); t.join(); }'
    assert "prints something else in gem5" in reason(await measure(text))


async def test_long_double_and_avx_are_refused_before_anything_is_simulated(
    measure: Measure,
) -> None:
    text = 'int main() { long double s = 2; scanf("%Lf", &s); printf("%Lf", sqrtl(s)); }'
    assert "long double" in reason(await measure(text))
    avx = (
        '#include <immintrin.h>\n__attribute__((target("avx"))) void f(float* a) {'
        " _mm256_storeu_ps(a, _mm256_add_ps(_mm256_loadu_ps(a), _mm256_loadu_ps(a))); }\n"
        'int main() { float a[8] = {1}; f(a); printf("%f", a[0]); }'
    )
    assert "AVX" in reason(await measure(avx))


async def test_limits_of_instructions_and_of_host_time_have_verdicts_of_their_own(
    measure: Measure,
) -> None:
    found = await measure(LOOP, 1_000_000, instructions=0.1)
    assert found.problem == SimulatedTooLong("1", instructions=100_000)
    found = await measure(LOOP, 100_000_000, seconds=3)
    assert found.problem == SimulatedTooLong("1", host_seconds=3.0)


async def test_warming_up_leaves_out_what_comes_before_main(measure: Measure) -> None:
    cold, warm = await measure(LOOP, 100), await measure(LOOP, 100, warmUp=True)
    assert cold.cost is not None
    assert warm.cost is not None
    assert warm.cost.cost < cold.cost.cost


async def test_the_paper_s_profile_pays_for_dynamic_linking(measure: Measure) -> None:
    static, dynamic = await measure(LOOP, 100), await measure(LOOP, 100, processor="pie")
    assert static.cost is not None
    assert dynamic.cost is not None
    assert dynamic.cost.cost > 2 * static.cost.cost


@pytest.mark.parametrize(
    ("processor", "compiler"),
    [("arm", "aarch64-linux-gnu-g++"), ("riscv", "riscv64-linux-gnu-g++")],
)
async def test_other_instruction_sets_run_what_a_cross_compiler_makes(
    measure: Measure, processor: str, compiler: str
) -> None:
    if shutil.which(compiler) is None:
        with pytest.raises(ToolMissing, match=f"no compiler for {processor}"):
            await measure(LOOP, 100, processor=processor)
        return
    found = await measure(LOOP, 100, processor=processor)
    assert found.cost is not None
    assert found.output == (await measure(LOOP, 100)).output


async def test_without_a_sandbox_it_works_as_well(tmp_path: Path) -> None:
    toolchain = await Toolchain.discover(
        await open_sandbox("off"), made_once("toolchains").parent, use_pch=False
    )
    made = await toolchain.compile(Program(HEAD + LOOP, Path("a.cpp")), tmp_path / "made")
    assert isinstance(made, Executable)
    backend = await opened(toolchain)
    found = await backend.measure(made, Case("1", b"100", b""), tmp_path / "run", Limits())
    assert found.cost is not None
    assert found.output == b"9330\n"


async def test_results_are_reused_by_content(toolchain: Toolchain, tmp_path: Path) -> None:
    store = Store(tmp_path / "cache")
    suite = CaseSuite((Case("1", b"100", b"9330\n"),), "tests")
    outcomes: list[Outcome] = []
    for _ in range(2):
        bench = await Bench.open(
            sandbox=toolchain.sandbox,
            toolchain=toolchain,
            suite=suite,
            store=store,
            backend="gem5",
        )
        try:
            outcomes.append(await bench.baseline(Program(HEAD + LOOP, Path("a.cpp"))))
        finally:
            await bench.close()
    store.close()
    assert outcomes[0].measurement == outcomes[1].measurement
    assert outcomes[0].measurement is not None
    assert outcomes[0].measurement.floor > 0
    assert [one.reused for one in outcomes] == [False, True]
