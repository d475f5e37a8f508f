"""Backends are found by name: our own, and what other packages bring."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from hasten_sim.backends.registry import GROUP, all_backends, find_backend
from hasten_sim.errors import ToolMissing

PLAIN = """
from hasten_sim.backends import BackendKind

async def opened(opening):
    return None

BACKEND = BackendKind({name!r}, "a backend of the tests", opened)
"""


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder on the path of Python; what is imported from it is forgotten afterwards."""
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]


def point(value: str) -> EntryPoint:
    return EntryPoint(value, value, GROUP)


def test_our_own_backends_are_there_without_any_entry_point() -> None:
    assert {"callgrind", "gem5", "native"} <= {one.name for one in all_backends(())}
    assert find_backend("callgrind", ()) is not None
    assert find_backend("sundial", ()) is None


def test_helper_modules_of_the_room_are_no_backends() -> None:
    assert find_backend("opcodes", ()) is None
    assert find_backend("registry", ()) is None


def test_a_package_brings_one_as_a_single_module(packages: Path) -> None:
    (packages / "hourglass.py").write_text(PLAIN.format(name="hourglass"))
    found = find_backend("hourglass", [point("hourglass")])
    assert found is not None
    assert found.summary == "a backend of the tests"


def test_a_package_brings_several_as_a_room_and_only_the_wanted_one_is_imported(
    packages: Path,
) -> None:
    room = packages / "clocks"
    room.mkdir()
    (room / "__init__.py").write_text("")
    (room / "water_clock.py").write_text(PLAIN.format(name="water-clock"))
    (room / "broken.py").write_text("raise RuntimeError('never to be imported')")
    assert find_backend("water-clock", [point("clocks")]) is not None
    assert "clocks.broken" not in sys.modules


def test_a_module_that_cannot_be_imported_is_logged_and_left_out(
    packages: Path, caplog: pytest.LogCaptureFixture
) -> None:
    room = packages / "bells"
    room.mkdir()
    (room / "__init__.py").write_text("")
    (room / "cracked.py").write_text("raise RuntimeError('cracked')")
    with caplog.at_level(logging.ERROR):
        names = {one.name for one in all_backends([point("bells"), point("nowhere")])}
    assert "callgrind" in names
    assert "cracked of bells cannot be loaded" in caplog.text
    assert "nowhere" in caplog.text


def test_two_backends_of_one_name_are_an_error_that_names_both(packages: Path) -> None:
    for name in ("first", "second"):
        (packages / f"{name}_watch.py").write_text(PLAIN.format(name="watch"))
    with pytest.raises(ToolMissing, match=r"first_watch and in second_watch"):
        find_backend("watch", [point("first_watch"), point("second_watch")])
