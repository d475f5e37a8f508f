"""Searches of the corpus, recorded for real."""

from __future__ import annotations

from pathlib import Path

import pytest

from hasten.corpus.problem import find_problem
from hasten.engine.engine import Engine
from hasten.evaluation.collecting import EMPTY, collect
from hasten.predict.records import Collection, Searched
from hasten_sim.store import Store


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_programs_are_searched_once(tmp_path: Path) -> None:
    heard: list[tuple[str, bool]] = []

    def tell(_: Collection, record: Searched, is_new: bool) -> None:
        heard.append((record.name, is_new))

    store = Store(tmp_path / "store.sqlite3")
    engine = Engine(store)
    try:
        problems = [find_problem("climbing_stairs")]
        known = await collect(problems, EMPTY, engine, store, tell)
        assert await collect(problems, known, engine, store, tell) == known
    finally:
        await engine.close()
        store.close()
    slowest = known.known("climbing_stairs/recursion")
    assert slowest is not None
    assert slowest.speedup > 1.1
    assert "memoise-pure-recursion" in {one.rule for one in slowest.matches}
    names = [f"climbing_stairs/{one.name}" for one in problems[0].solutions]
    assert heard == [(name, True) for name in names] + [(name, False) for name in names]
