"""The example of docs/BACKENDS.md is a backend that works."""

from __future__ import annotations

import re
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from hasten_sim.backends import Opening
from hasten_sim.backends.registry import GROUP, find_backend
from hasten_sim.bench import Bench
from hasten_sim.nouns import Case, CaseSuite, Program
from hasten_sim.sandbox import open_sandbox
from hasten_sim.toolchain import Toolchain
from tests.conftest import made_once

PAGE = Path(__file__).parents[3] / "docs" / "BACKENDS.md"


async def test_the_example_measures_a_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = re.search(r"```python\n(# stopwatch\.py\n.*?)```", PAGE.read_text(), re.DOTALL)
    assert found is not None
    (tmp_path / "stopwatch.py").write_text(found[1])
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    point = EntryPoint("stopwatch", "stopwatch", GROUP)
    kind = find_backend("stopwatch", [point])
    assert kind is not None

    sandbox = await open_sandbox()
    backend = await kind.open(Opening(sandbox))

    async def opened(name: str, opening: Opening) -> object:
        return backend

    monkeypatch.setattr("hasten_sim.bench.open_backend", opened)
    toolchain = await Toolchain.discover(sandbox, made_once("toolchains").parent, use_pch=False)
    suite = CaseSuite((Case("1", b"", b"hi\n"),), "tests")
    bench = await Bench.open(
        sandbox=sandbox, toolchain=toolchain, suite=suite, store=None, backend="stopwatch"
    )
    try:
        text = '#include <cstdio>\nint main() { std::puts("hi"); }\n'
        outcome = await bench.baseline(Program(text, Path("a.cpp")))
    finally:
        await bench.close()
    sys.modules.pop("stopwatch")
    assert outcome.measurement is not None
    assert outcome.measurement.unit == "milliseconds"
    assert outcome.measurement.total > 0
