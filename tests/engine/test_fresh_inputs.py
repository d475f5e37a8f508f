"""What models answer must be right on other inputs than those that a harness makes by itself."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from attrs import evolve

from hasten.engine.engine import Engine
from hasten.engine.model_request import ModelRequest
from hasten.nouns import SearchResult
from hasten.settings import Settings
from hasten.source.cpp import CppSource
from hasten.source.target import program_target
from hasten_sim.store import Store
from tests.conftest import NewCache
from tests.models.judging import no_examples, settings_for

pytestmark = pytest.mark.models
SEED, COUNT = 2463534242, 120
MAIN = f"""#include <cstdio>
unsigned work(unsigned seed, int n);
int main() {{
    unsigned seed = {SEED}u, count = {COUNT};
    unsigned x = seed, expected = 0;
    for (unsigned i = 0; i < count; i++) {{
        x ^= x << 13; x ^= x >> 17; x ^= x << 5;
        expected += x % 7;
    }}
    bool ok = work(seed, count) == expected;
    std::puts(ok ? "ok" : "wrong");
    return !ok;
}}
"""
SLOW = """unsigned work(unsigned seed, int n) {
    unsigned volatile sum = 0;
    for (int i = 1; i <= n; i++) {
        unsigned x = seed;
        for (int j = 0; j < i; j++) { x ^= x << 13; x ^= x >> 17; x ^= x << 5; }
        sum = sum + x % 7;
    }
    return sum;
}
"""
FAST = """unsigned work(unsigned seed, int n) {
    unsigned sum = 0, x = seed;
    for (int i = 0; i < n; i++) { x ^= x << 13; x ^= x >> 17; x ^= x << 5; sum += x % 7; }
    return sum;
}
"""


def by_heart() -> str:
    """A program that knows the one right result."""
    x, total = SEED, 0
    for _ in range(COUNT):
        x ^= x << 13 & 0xFFFFFFFF
        x ^= x >> 17
        x ^= x << 5 & 0xFFFFFFFF
        total += x % 7
    return f"unsigned work(unsigned, int) {{ return {total}u; }}\n"


@pytest.fixture
async def engine(
    tmp_path_factory: pytest.TempPathFactory, new_cache: NewCache
) -> AsyncIterator[Engine]:
    cache = new_cache(tmp_path_factory.mktemp("fresh") / "cache")
    store = Store(cache / "store.sqlite3")
    engine = Engine(store, examples=no_examples)
    yield engine
    await engine.close()
    store.close()


async def searched(engine: Engine, root: Path, inputs: tuple[str, ...]) -> SearchResult:
    """A search with both answers, where these files make the inputs."""
    (root / "main.cpp").write_text(MAIN)
    (root / "work.cpp").write_text(SLOW)
    answers = root.with_suffix(".jsonl")
    texts = [f"```cpp\n{code}```\n" for code in (by_heart(), FAST)]
    answers.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
    settings = evolve(
        settings_for(answers, Settings()),
        root=root,
        project_build="g++ -O1 -c work.cpp && g++ -O1 main.cpp work.o -o app",
        project_test="./app",
        project_inputs=inputs,
    )
    target = program_target(CppSource.parse(SLOW), root / "work.cpp")
    return await engine.optimize(target, settings, model=ModelRequest("kept", samples=2))


async def test_an_answer_that_knows_the_tests_by_heart_is_not_offered(
    engine: Engine, tmp_path: Path
) -> None:
    root = tmp_path / "project"
    root.mkdir()
    result = await searched(engine, root, ("main.cpp",))
    assert result.trials[0].verdict.explain().startswith("wrong output on case another seed")
    assert [one.trial.candidate.text for one in result.proposals][:1] == [FAST]
    assert by_heart() not in [one.trial.candidate.text for one in result.proposals]
    assert (root / "main.cpp").read_text() == MAIN


async def test_where_nothing_is_said_of_inputs_the_tests_alone_count(
    engine: Engine, tmp_path: Path
) -> None:
    root = tmp_path / "project"
    root.mkdir()
    result = await searched(engine, root, ())
    assert result.proposals[0].trial.candidate.text == by_heart()
