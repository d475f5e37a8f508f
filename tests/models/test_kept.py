"""Answers that are kept: given again without the model, and only where the user allows it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from hasten.errors import ModelError
from hasten.model_settings import ModelSettings
from hasten.models.answerer import Reply, Sampling, Usage
from hasten.models.approvals import Approvals
from hasten.models.kept import KIND, KeepingAnswerer
from hasten.models.registry import open_answerer
from hasten.prompts.prompt import Prompt
from hasten.settings import Settings
from hasten_sim.store import Store
from tests.models.serving import make_prompt, says, serving


class Echo:
    """Answers with the prompt, the seed and the number of the sample; counts what it is asked."""

    name = "echo"

    def __init__(self, ended: str = "stop") -> None:
        self.asked: list[tuple[int, int | None]] = []
        self.ended = ended

    async def answers(
        self, prompt: Prompt, samples: int, sampling: Sampling
    ) -> AsyncGenerator[Reply, None]:
        self.asked.append((samples, sampling.seed))
        for index in range(samples):
            seed = None if sampling.seed is None else sampling.seed + index
            yield Reply(index, f"{prompt.text}/{seed}", self.ended, Usage(3, 4, 0.5), 1.5)

    def count_tokens(self, text: str) -> int | None:
        return len(text)

    async def close(self) -> None:
        pass


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store.sqlite3")


async def ask(
    answerer: KeepingAnswerer, samples: int, sampling: Sampling | None = None, text: str = "p"
) -> list[Reply]:
    found = answerer.answers(make_prompt(text), samples, sampling or Sampling())
    return sorted([reply async for reply in found], key=lambda reply: reply.index)


async def test_the_same_question_is_asked_once(store: Store) -> None:
    echo = Echo()
    first = await ask(KeepingAnswerer(echo, "m", store), 3)
    again = await ask(KeepingAnswerer(echo, "m", store), 3)
    assert echo.asked == [(3, 0)]
    assert again == first


async def test_more_samples_ask_for_those_that_are_missing(store: Store) -> None:
    echo = Echo()
    answerer = KeepingAnswerer(echo, "m", store)
    await ask(answerer, 2)
    replies = await ask(answerer, 5)
    assert echo.asked == [(2, 0), (3, 2)]
    assert [one.index for one in replies] == [0, 1, 2, 3, 4]
    assert [one.text[-1] for one in replies] == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("identity", "sampling", "text"),
    [
        ("other", Sampling(), "p"),
        ("m", Sampling(temperature=0.1), "p"),
        ("m", Sampling(seed=9), "p"),
        ("m", Sampling(tokens=5), "p"),
        ("m", Sampling(), "q"),
    ],
)
async def test_another_question_is_asked_anew(
    store: Store, identity: str, sampling: Sampling, text: str
) -> None:
    echo = Echo()
    await ask(KeepingAnswerer(echo, "m", store), 1)
    await ask(KeepingAnswerer(echo, identity, store), 1, sampling, text)
    assert len(echo.asked) == 2


async def test_what_is_left_to_chance_is_not_kept(store: Store) -> None:
    answerer = KeepingAnswerer(Echo(), "m", store)
    await ask(answerer, 2, Sampling(seed=None))
    assert store.count(KIND) == 0


async def test_half_an_answer_is_not_kept(store: Store) -> None:
    await ask(KeepingAnswerer(Echo("broken"), "m", store), 2)
    assert store.count(KIND) == 0


async def test_a_damaged_answer_is_asked_for_again(store: Store) -> None:
    echo = Echo()
    answerer = KeepingAnswerer(echo, "m", store)
    key = answerer._key(make_prompt("p"), Sampling(), 0)  # pyright: ignore[reportPrivateUsage]
    store.put(KIND, key, {"text": "x"})
    assert (await ask(answerer, 1))[0].text.endswith("p/0")


async def test_a_search_is_repeated_without_server_key_or_approval(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HASTEN_TEST_KEY", "sk-1234")
    approvals = Approvals(tmp_path / "approved.json")
    async with serving(says("int x;")) as server:
        model = server.model(key="env:HASTEN_TEST_KEY")
        approvals.approve(model)
        settings = Settings(models=(model,), keep_answers=True)
        answerer = open_answerer(settings, store=store, approvals=approvals)
        first = [one async for one in answerer.answers(make_prompt(), 1, Sampling())]
        await answerer.close()
        assert len(server.received) == 1
    monkeypatch.delenv("HASTEN_TEST_KEY")
    approvals.withdraw(model.server)
    answerer = open_answerer(settings, store=store, approvals=approvals)
    assert [one async for one in answerer.answers(make_prompt(), 1, Sampling())] == first
    with pytest.raises(ModelError, match="not approved"):
        await anext(answerer.answers(make_prompt("new"), 1, Sampling()))
    kept = "".join(path.read_bytes().decode("latin-1") for path in tmp_path.glob("store*"))
    assert "int x;" in kept
    assert "sk-1234" not in kept


async def test_without_consent_nothing_is_kept(store: Store, tmp_path: Path) -> None:
    approvals = Approvals(tmp_path / "approved.json")
    async with serving(says("int x;")) as server:
        approvals.approve(server.model())
        settings = Settings(models=(server.model(),))
        answerer = open_answerer(settings, store=store, approvals=approvals)
        assert [one async for one in answerer.answers(make_prompt(), 1, Sampling())]
        await answerer.close()
    assert store.count() == 0


def test_a_model_that_is_not_set_up_is_told() -> None:
    with pytest.raises(ModelError, match="No language model is set up"):
        open_answerer(Settings())
    settings = Settings(models=(ModelSettings(name="qwen", kind="editor"),))
    with pytest.raises(ModelError, match="'qwen'"):
        open_answerer(settings, "qwem")
    assert open_answerer(settings).name == "qwen"
