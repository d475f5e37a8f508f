"""Backends on the command line: chosen by name, and refused with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from hasten.cli.exit_codes import ExitCode
from hasten_sim.backends.gem5.discovery import VARIABLE
from tests.cli.conftest import Hasten

ECHO = '#include <cstdio>\nint main() { int n; scanf("%d", &n); printf("%d\\n", n); }\n'


@pytest.fixture
def program(tmp_path: Path) -> Path:
    tests = tmp_path / "tests" / "echo"
    tests.mkdir(parents=True)
    (tests / "1.in").write_text("5\n")
    (tests / "1.out").write_text("5\n")
    path = tmp_path / "echo.cpp"
    path.write_text(ECHO)
    return path


def test_a_backend_that_is_not_known_is_refused_with_those_that_are(
    hasten: Hasten, program: Path
) -> None:
    for option in (("measure", "--backend"), ("optimize", "--confirm")):
        ran = hasten(option[0], str(program), option[1], "sundial")
        assert ran.code != ExitCode.OK
        for name in ("sundial", "callgrind", "gem5", "native", "perf"):
            assert name in ran.err


def test_without_a_gem5_the_error_says_how_to_get_one(
    hasten: Hasten, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    ran = hasten("measure", str(program), "--backend", "gem5", "--gem5", "/nowhere/gem5.fast")
    assert ran.code == ExitCode.ENVIRONMENT
    assert "/nowhere/gem5.fast is not a gem5" in ran.err
    assert "scons" in ran.err


def test_a_processor_that_is_not_known_is_refused(hasten: Hasten, program: Path) -> None:
    ran = hasten("measure", str(program), "--backend", "gem5", "--processor", "pentium")
    assert ran.code == ExitCode.ENVIRONMENT
    assert "x86-skylake" in ran.err


def test_a_program_is_measured_by_the_backend_that_is_asked_for(
    hasten: Hasten, program: Path
) -> None:
    ran = hasten("measure", str(program), "--backend", "native", "--json")
    assert ran.code == ExitCode.OK
    assert ran.record["backend"]["name"] == "native"


def test_doctor_tells_of_gem5_and_perf_and_needs_neither(
    hasten: Hasten, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "/nowhere/gem5.fast")
    checks = {one["name"]: one for one in hasten("doctor", "--json").record["checks"]}
    assert not checks["gem5"]["ok"]
    assert not checks["gem5"]["needed"]
    assert VARIABLE in checks["gem5"]["remedy"]
    assert not checks["perf"]["needed"]
