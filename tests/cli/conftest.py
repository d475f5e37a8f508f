"""The command line as a user meets it: arguments in; exit code, output and remarks out."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from hasten.cli import main

SLOW = """#include <iostream>
using namespace std;

int count_even(int limit) {
    int found = 0;
    for (int i = 0; i < limit; i++) {
        if (i % 2 == 0) found++;
        cout << i << endl;
    }
    return found;
}

int main() {
    int limit;
    cin >> limit;
    cout << count_even(limit) << endl;
    return 0;
}
"""


@frozen
class Ran:
    """What one run of hasten came to."""

    code: int
    out: str
    err: str

    @property
    def record(self) -> Any:
        """The one JSON value on standard output."""
        return json.loads(self.out)


Hasten = Callable[..., Ran]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for all tests of the command line: a precompiled header takes seconds."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def hasten(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, cache: Path, tmp_path: Path
) -> Hasten:
    """Run the command line in this process, in an empty folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> Ran:
        capfd.readouterr()
        code = main([str(argument) for argument in arguments])
        captured = capfd.readouterr()
        return Ran(code, captured.out, captured.err)

    return run


def write_tests(folder: Path, *limits: int) -> None:
    """Write the test cases of the slow program."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, limit in enumerate(limits, 1):
        expected = "".join(f"{i}\n" for i in range(limit)) + f"{(limit + 1) // 2}\n"
        (folder / f"input.{number}.txt").write_text(f"{limit}\n")
        (folder / f"output.{number}.txt").write_text(expected)


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    """A program that flushes after every line, with two tests."""
    path = tmp_path / "slow.cpp"
    path.write_text(SLOW)
    write_tests(tmp_path / "tests" / "slow", 10, 300)
    return path
