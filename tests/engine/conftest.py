"""A folder with a slow program and its tests, and an engine with a store of its own."""

from __future__ import annotations

import textwrap
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from hasten.engine.engine import Engine
from hasten.nouns import Target
from hasten.source.cpp import CppSource
from hasten.source.target import named_target, program_target
from hasten_sim.store import Store
from tests.conftest import NewCache

SLOW = """
#include <iostream>

long long fib(int n) {
    if (n < 2) return n;
    return fib(n - 1) + fib(n - 2);
}

int main() {
    int n;
    while (std::cin >> n) std::cout << fib(n) << std::endl;
}
"""

MakeTarget = Callable[..., Target]


@pytest.fixture
def make_target(tmp_path: Path) -> MakeTarget:
    """Write a program and its cases; return it, or one function of it, as a target."""

    def make(text: str = SLOW, cases: dict[str, str] | None = None, function: str = "") -> Target:
        path = tmp_path / "slow.cpp"
        text = textwrap.dedent(text).lstrip()
        path.write_text(text)
        folder = tmp_path / "tests" / "slow"
        folder.mkdir(parents=True, exist_ok=True)
        inputs = {"1 2 10": "1\n1\n55\n", "24": "46368\n"} if cases is None else cases
        for number, (given, expected) in enumerate(inputs.items(), 1):
            (folder / f"input.{number}.txt").write_text(given)
            (folder / f"output.{number}.txt").write_text(expected)
        source = CppSource.parse(text)
        return named_target(source, function, path) if function else program_target(source, path)

    return make


@pytest.fixture
async def store(tmp_path: Path, new_cache: NewCache) -> AsyncIterator[Store]:
    """A store that nobody else has seen."""
    store = Store(new_cache(tmp_path / "cache") / "store.sqlite3")
    yield store
    store.close()


@pytest.fixture
async def engine(store: Store) -> AsyncIterator[Engine]:
    """An engine on that store; closed, and its children with it, at the end."""
    engine = Engine(store)
    yield engine
    await engine.close()
