"""A batch that asks a model: what it may use in all, and that it goes on another day."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import define, evolve

from hasten.batch.batch import BatchResult, run
from hasten.engine.engine import Engine
from hasten.engine.model_request import ModelRequest
from hasten.model_settings import ModelSettings
from hasten.rules.registry import all_rules
from hasten.settings import Settings
from hasten_sim.store import Store
from tests.batch.test_batch import add
from tests.conftest import NewCache
from tests.models.judging import no_examples

FAST = """```cpp
#include <iostream>
int main() {
    std::ios::sync_with_stdio(false);
    std::cin.tie(nullptr);
    int n, sum = 0;
    while (std::cin >> n) std::cout << (sum += n) << '\\n';
}
```"""
MODEL = ModelSettings(name="mine", kind="editor", strategy="instruction", answer_tokens=100)
REQUEST = ModelRequest("mine", samples=1)


@define
class Model:
    """Answers each question with 300 tokens asked and 100 answered."""

    asked: int = 0

    async def complete(self, request: dict[str, Any]) -> object:
        self.asked += 1
        return {"text": FAST, "promptTokens": 300, "answerTokens": 100}


@pytest.fixture
def model() -> Model:
    return Model()


@pytest.fixture
async def engine(tmp_path: Path, new_cache: NewCache, model: Model) -> AsyncIterator[Engine]:
    store = Store(new_cache(tmp_path / "cache") / "store.sqlite3")
    engine = Engine(store, examples=no_examples, complete=model.complete)
    yield engine
    await engine.close()
    store.close()


def settings(**more: Any) -> Callable[[Path], Settings]:
    chosen = Settings(
        models=(MODEL,), disabled_rules=tuple(rule.id for rule in all_rules()), jobs=2
    )
    return lambda _: evolve(chosen, **more)


async def batch(engine: Engine, files: list[Path], **more: Any) -> BatchResult:
    return await run(files, engine, settings(**more), lambda _: None, REQUEST)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return [add(tmp_path / "src", name) for name in ("a", "b", "c")]


async def test_all_files_are_counted_together(
    engine: Engine, files: list[Path], model: Model
) -> None:
    result = await batch(engine, files)
    assert len(result.proposals) == 3
    usage = result.usage
    assert usage is not None
    assert (usage.requests, usage.prompt_tokens, usage.answer_tokens) == (3, 900, 300)
    assert "3 requests" in usage.describe()
    assert not usage.is_spent


async def test_what_is_finished_is_not_asked_again(
    engine: Engine, files: list[Path], model: Model
) -> None:
    first = await batch(engine, files)
    again = await batch(engine, files, budget_batch_tokens=1)
    assert model.asked == 3
    assert [one.reused for one in again.files] == [True] * 3
    assert [one.result for one in again.files] != [None] * 3
    assert len(again.proposals) == len(first.proposals)
    # Another question is another search.
    other = evolve(REQUEST, seed=1)
    await run(files[:1], engine, settings(), lambda _: None, other)
    assert model.asked == 4


async def test_a_spent_batch_says_so_keeps_what_it_has_and_goes_on_with_more(
    engine: Engine, files: list[Path], model: Model
) -> None:
    # A request may take its prompt, as estimated, and 100 tokens: the second would be too much.
    result = await batch(engine, files, budget_batch_tokens=800)
    assert model.asked == 1
    assert result.usage is not None
    assert result.usage.is_spent
    first, second, third = result.files
    assert first.result is not None
    assert first.result.proposals
    assert "this batch may use 800 tokens" in second.problem
    assert "budget.batchTokens" in second.problem
    assert "not asked" in third.problem
    assert "run it again" in third.problem
    more = await batch(engine, files, budget_batch_tokens=100_000)
    assert model.asked == 3
    assert [one.reused for one in more.files] == [True, False, False]
    assert len(more.proposals) == 3


async def test_a_search_has_a_budget_of_its_own_and_the_others_go_on(
    engine: Engine, files: list[Path], model: Model
) -> None:
    result = await batch(engine, files, budget_tokens=50)
    assert model.asked == 0
    assert all("this search may use 50 tokens" in one.problem for one in result.files)
    assert result.usage is not None
    assert not result.usage.is_spent


async def test_a_search_that_was_answered_in_part_is_asked_again(
    engine: Engine, files: list[Path], model: Model
) -> None:
    both = evolve(REQUEST, samples=2)
    chosen = settings(budget_tokens=800)
    result = await run(files[:1], engine, chosen, lambda _: None, both)
    (one,) = result.files
    assert one.result is not None
    assert one.result.proposals
    assert "this search may use" in one.result.message
    await run(files[:1], engine, settings(), lambda _: None, both)
    assert model.asked > 2
