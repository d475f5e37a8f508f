"""Every strategy with everyone who answers, through whole searches: the verdicts are right.

Kept answers and the editor's model say what is known; the server and the checkpoint are real ones
with random weights, so that nothing of what they say can hold.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, cast

import pytest
import pytest_asyncio

from hasten.corpus.examples import opener
from hasten.engine.engine import Engine
from hasten.engine.model_request import ModelRequest
from hasten.model_settings import ModelSettings
from hasten.models.approvals import Approvals
from hasten.nouns import Target
from hasten.prompts.prompt import Message, Prompt
from hasten.report.record import search_record
from hasten.settings import Settings
from hasten.source.cpp import CppSource
from hasten.source.target import named_target
from hasten_sim.store import Store
from tests.conftest import NewCache, made_once
from tests.lsp.harness import Editor, editor, write_program
from tests.models.cells import (
    ANSWERS,
    CASES,
    FUNCTION,
    SAMPLES,
    SLOW,
    STRATEGIES,
    answers_in,
    check_known,
    check_random,
    keep,
    text_of,
)
from tests.models.conftest import WINDOW

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.parametrize("strategy", STRATEGIES),
    pytest.mark.timeout(400),
]
SHORT = 24
"""Tokens of a random answer: more say no more."""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory, new_cache: NewCache) -> Path:
    cache = new_cache(tmp_path_factory.mktemp("matrix") / "hasten")
    (cache / "retrieval").symlink_to(made_once("retrieval"))
    return cache


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(cache: Path) -> AsyncIterator[Engine]:
    store = Store(cache / "store.sqlite3")
    engine = Engine(store, examples=opener(cache / "retrieval"))
    yield engine
    await engine.close()
    store.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("programs")


@pytest.fixture(scope="module")
def target(folder: Path) -> Target:
    path = write_program(folder, "slow", SLOW, CASES)
    return named_target(CppSource.parse(SLOW), FUNCTION, path)


async def ask(engine: Engine, target: Target, strategy: str, model: ModelSettings) -> Any:
    """The record of a search, the first prompts of which are those that can be seen before."""
    settings = Settings(models=(model,), jobs=2, budget_seconds=600.0)
    request = ModelRequest(model.name, strategy, SAMPLES)
    result = await engine.optimize(target, settings, model=request)
    record = search_record(result)
    assert result.stopped == "exhausted", result.message
    asks = await engine.prompts(target, settings, request)
    first = {one.prompt.digest for one in asks if one.about == "program"}
    assert first <= {one["prompt"] for one in answers_in(record)}
    return record


async def test_kept_answers_are_judged_whatever_they_answer(
    engine: Engine, target: Target, folder: Path, strategy: str
) -> None:
    path = keep(folder / "answers.jsonl")
    model = ModelSettings(name="kept", kind="recorded", path=str(path))
    check_known(await ask(engine, target, strategy, model), strategy, "kept")


@pytest.mark.models
async def test_a_checkpoint_of_random_weights_is_offered_nothing_of(
    engine: Engine, target: Target, checkpoint_folder: Path, strategy: str
) -> None:
    model = ModelSettings(
        name="tiny", kind="local", path=str(checkpoint_folder), answer_tokens=SHORT
    )
    check_random(await ask(engine, target, strategy, model), strategy, "tiny")


@pytest.mark.models
async def test_a_server_with_random_weights_is_offered_nothing_of(
    engine: Engine,
    target: Target,
    server: str,
    checkpoint_folder: Path,
    strategy: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    model = ModelSettings(
        name="served",
        kind="openai",
        url=server,
        model=str(checkpoint_folder),
        answer_tokens=SHORT,
        window=WINDOW,
    )
    Approvals().approve(model)
    check_random(await ask(engine, target, strategy, model), strategy, "served")


# --- the editor's model, over the wire ------------------------------------------------------------


class Answering:
    """The user's model in an editor: gives `ANSWERS` in turn, and keeps what it was sent."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def answer(self, params: Any) -> dict[str, str]:
        messages = tuple(Message(one.role, one.text) for one in params.messages)
        self.sent.append(Prompt(messages, "", "", stop=tuple(params.stop)).digest)
        return {"text": text_of(*ANSWERS[len(self.sent) - 1])}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def answering() -> Answering:
    return Answering()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def one(folder: Path, cache: Path, answering: Answering) -> AsyncIterator[Editor]:
    (folder / "hasten.toml").write_text(
        '[[models]]\nname = "mine"\nkind = "editor"\n[budget]\nseconds = 600\n'
    )
    async with editor(folder, cache.parent, options={"completes": True}) as started:
        register = cast("Callable[[str], Callable[[Any], Any]]", started.client.feature)

        def complete(params: Any) -> dict[str, str]:
            return answering.answer(params)

        register("hasten/complete")(complete)
        yield started


async def test_the_editors_model_is_judged_whatever_it_is_asked(
    one: Editor, folder: Path, answering: Answering, strategy: str
) -> None:
    answering.sent.clear()
    uri = one.open(write_program(folder, f"asked_{strategy}", SLOW, CASES))
    answer = await one.optimize(uri, FUNCTION, model="mine", strategy=strategy)
    assert answer["status"] == "proposals", answer["message"]
    check_known(answer["record"], strategy, "mine")
    assert {one["prompt"] for one in answers_in(answer["record"])} <= set(answering.sent)
