"""Counting with perf: what it writes, and machines that hide their counters."""

from __future__ import annotations

from pathlib import Path

import pytest

from hasten_sim.backends import Opening, perf
from hasten_sim.backends.perf import Perf, read_counts
from hasten_sim.backends.registry import open_backend
from hasten_sim.bench import Bench
from hasten_sim.errors import ToolMissing
from hasten_sim.nouns import Case, CaseSuite, Program
from hasten_sim.sandbox import open_sandbox
from hasten_sim.toolchain import Toolchain
from tests.conftest import made_once

HIDDEN = """# started on Thu Nov 26 08:00:59 2026

<not supported>,,instructions:u,0,100.00,,
<not supported>,,cycles:u,0,100.00,,
"""
"""As perf 6.1 wrote it in a virtual machine."""
COUNTED = """# started on Thu Nov 26 08:00:59 2026

38846112,,instructions:u,9012311,100.00,2.10,insn per cycle
18498148,,cycles:u,9012311,100.00,,
"""
HYBRID = """
<not counted>,,cpu_atom/instructions:u/,0,0.00,,
38846112,,cpu_core/instructions:u/,9012311,100.00,,
<not counted>,,cpu_atom/cycles:u/,0,0.00,,
18498148,,cpu_core/cycles:u/,9012311,100.00,,
"""
COUNTS = {"instructions": 38846112, "cycles": 18498148}


def test_counts_are_read_by_the_names_of_events() -> None:
    assert read_counts(COUNTED) == COUNTS


def test_of_two_kinds_of_cores_the_one_that_ran_counts() -> None:
    assert read_counts(HYBRID) == COUNTS


def test_hidden_counters_are_told_in_perfs_own_words() -> None:
    assert read_counts(HIDDEN) == "instructions: <not supported>"
    assert read_counts("") == "it wrote nothing"
    assert read_counts("Error:\nNo permission to enable cycles:u event.") == (
        "No permission to enable cycles:u event."
    )


async def test_a_machine_that_shows_no_counters_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not Path("/usr/bin/perf").exists():
        pytest.skip("perf is not installed")
    monkeypatch.setattr(perf, "COUNTERS", tmp_path)
    monkeypatch.setattr(perf, "_works", {})
    with pytest.raises(ToolMissing, match="shows no counters of the processor") as caught:
        await open_backend("perf", Opening(await open_sandbox()))
    assert "perf_event_paranoid" in caught.value.remedy


async def test_without_perf_the_refusal_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sandbox = await open_sandbox()

    def nowhere(name: str, path: str = "") -> None:
        return None

    monkeypatch.setattr(perf.shutil, "which", nowhere)
    with pytest.raises(ToolMissing, match="perf is not installed") as caught:
        await Perf.opened(sandbox)
    assert "apt install linux-perf" in caught.value.remedy


async def test_where_counters_work_runs_are_compared_by_cycles() -> None:
    sandbox = await open_sandbox()
    try:
        await Perf.opened(sandbox)
    except ToolMissing as problem:
        pytest.skip(problem.message)
    toolchain = await Toolchain.discover(sandbox, made_once("toolchains").parent)
    suite = CaseSuite((Case("1", b"", b"45\n"),), "tests")
    text = '#include <cstdio>\nint main() { std::puts("45"); }\n'
    bench = await Bench.open(
        sandbox=sandbox, toolchain=toolchain, suite=suite, store=None, backend="perf"
    )
    try:
        outcome = await bench.baseline(Program(text, Path("a.cpp")))
    finally:
        await bench.close()
    assert outcome.measurement is not None
    assert outcome.measurement.unit == "cycles in user mode"
