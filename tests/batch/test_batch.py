"""A batch over a folder: which files it takes, how it goes on, what it leaves alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hasten.batch.batch import BatchEvent, FileDone, FileProgress, find_files, run
from hasten.engine.engine import Engine
from hasten.settings import Settings, load
from hasten_sim.store import Store
from tests.conftest import NewCache

ECHO = """
#include <iostream>
int main() {
    int n, sum = 0;
    while (std::cin >> n) std::cout << (sum += n) << std::endl;
}
"""


def settings_for(path: Path) -> Settings:
    return load(path, flags={"budget.trials": 4})


def add(folder: Path, name: str, text: str = ECHO, *, tests: bool = True) -> Path:
    """Add a program, with one test unless told otherwise."""
    path = folder / f"{name}.cpp"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    if tests:
        cases = folder / "tests" / name
        cases.mkdir(parents=True)
        numbers = range(1, 40)
        sums = [sum(range(1, number + 1)) for number in numbers]
        (cases / "1.in").write_text(" ".join(map(str, numbers)) + "\n")
        (cases / "1.out").write_text("".join(f"{number}\n" for number in sums))
    return path


@pytest.fixture
async def engine(tmp_path: Path, new_cache: NewCache) -> AsyncIterator[Engine]:
    store = Store(new_cache(tmp_path / "cache") / "store.sqlite3")
    engine = Engine(store)
    yield engine
    await engine.close()
    store.close()


def test_every_program_with_tests_is_found_and_nothing_else(tmp_path: Path) -> None:
    first, second = add(tmp_path, "first"), add(tmp_path / "deep", "second")
    second = second.rename(second.with_suffix(".c"))
    add(tmp_path, "untested", tests=False)
    add(tmp_path / "node_modules", "foreign")
    (tmp_path / "notes.txt").write_text("int main() {}")
    assert find_files([tmp_path], settings_for) == sorted([first, second])


def test_a_file_that_is_named_is_taken_even_without_tests(tmp_path: Path) -> None:
    alone = add(tmp_path, "alone", tests=False)
    assert find_files([alone], settings_for) == [alone]


async def test_llvm_ir_is_passed_over_and_said_where_it_belongs(
    tmp_path: Path, engine: Engine
) -> None:
    module = tmp_path / "program.ll"
    module.write_text("define i32 @main() {\n  ret i32 0\n}\n")
    add(tmp_path, "program").unlink()
    assert find_files([tmp_path], settings_for) == []
    named = find_files([module], settings_for)
    result = await run(named, engine, settings_for, lambda _: None)
    assert "hasten ir tune" in result.files[0].problem


async def test_each_file_is_searched_and_none_is_changed(tmp_path: Path, engine: Engine) -> None:
    good = add(tmp_path, "good")
    broken = add(tmp_path, "broken", "int main() { return x; }\n")
    untested = add(tmp_path, "untested", tests=False)
    before = {path: path.read_bytes() for path in (good, broken, untested)}
    events: list[BatchEvent] = []
    result = await run([good, broken, untested], engine, settings_for, events.append)
    assert [one.path for one in result.proposals] == [good]
    assert "does not compile" in result.files[1].problem
    assert "no tests" in result.files[2].problem
    assert {path: path.read_bytes() for path in before} == before
    assert [event.done for event in events if isinstance(event, FileDone)] == [1, 2, 3]
    assert any(isinstance(event, FileProgress) for event in events)


async def test_a_cancelled_batch_goes_on_where_it_stopped(tmp_path: Path, engine: Engine) -> None:
    files = [add(tmp_path, "one"), add(tmp_path, "two")]
    after_first = asyncio.Event()

    def watch(event: BatchEvent) -> None:
        if isinstance(event, FileDone):
            after_first.set()

    task = asyncio.create_task(run(files, engine, settings_for, watch))
    await after_first.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    again = await run(files, engine, settings_for, lambda _: None)
    assert [one.reused for one in again.files] == [True, False]
    assert [one.path for one in again.proposals] == files


async def test_a_changed_file_is_searched_again(tmp_path: Path, engine: Engine) -> None:
    file = add(tmp_path, "one")
    await run([file], engine, settings_for, lambda _: None)
    file.write_text(ECHO.replace("sum = 0", "sum = 0, unused"))
    again = await run([file], engine, settings_for, lambda _: None)
    assert not again.files[0].reused
