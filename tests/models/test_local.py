"""Checkpoints on this machine, asked for real in their worker process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from hasten.errors import BudgetSpent, ModelError
from hasten.model_settings import ModelSettings
from hasten.models.accounting import Allowance, Ledger
from hasten.models.answerer import Reply, Sampling
from hasten.models.local import LocalAnswerer
from hasten.models.registry import open_answerer, window_of
from hasten.prompts.prompt import Message, Prompt
from hasten.settings import Settings
from tests.models.conftest import HUB_NAME, WINDOW
from tests.models.serving import make_prompt

# pyright: reportPrivateUsage=false

pytestmark = [pytest.mark.models, pytest.mark.asyncio(loop_scope="module")]

SHORT = Sampling(tokens=12)


def make_settings(path: str = HUB_NAME, **model: Any) -> Settings:
    return Settings(models=(ModelSettings(name="tiny", kind="local", path=path, **model),))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def tiny(hub: Path) -> AsyncIterator[LocalAnswerer]:
    """The checkpoint in the hub's cache, loaded once for all tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HOME", str(hub))
        answerer = open_answerer(make_settings())
        assert isinstance(answerer, LocalAnswerer)
        yield answerer
        await answerer.close()
        await answerer.close()


async def ask(
    answerer: LocalAnswerer, samples: int, sampling: Sampling = SHORT, prompt: Prompt | None = None
) -> list[Reply]:
    found = [one async for one in answerer.answers(prompt or make_prompt(), samples, sampling)]
    return sorted(found, key=lambda reply: reply.index)


async def test_samples_are_written_together_and_count_their_tokens(tiny: LocalAnswerer) -> None:
    replies = await ask(tiny, 4)
    assert [reply.index for reply in replies] == [0, 1, 2, 3]
    assert len({reply.text for reply in replies}) > 1
    assert all(reply.ended in ("stop", "length") for reply in replies)
    assert all(0 < reply.usage.answer_tokens <= 12 for reply in replies)
    assert sum(reply.usage.prompt_tokens for reply in replies) > 10
    assert "M parameters" in tiny.process.description


async def test_a_seed_gives_its_sample_whatever_else_is_in_the_batch(tiny: LocalAnswerer) -> None:
    together = await ask(tiny, 3, Sampling(tokens=12, seed=40))
    (alone,) = await ask(tiny, 1, Sampling(tokens=12, seed=42))
    assert alone.text == together[2].text
    assert [one.text for one in await ask(tiny, 3, Sampling(tokens=12, seed=40))] == [
        one.text for one in together
    ]


async def test_without_temperature_all_samples_are_the_same(tiny: LocalAnswerer) -> None:
    first, second = await ask(tiny, 2, Sampling(temperature=0, tokens=8))
    assert first.text == second.text


async def test_a_small_top_p_leaves_only_the_likeliest_tokens(tiny: LocalAnswerer) -> None:
    (greedy,) = await ask(tiny, 1, Sampling(temperature=0, tokens=8))
    (narrow,) = await ask(tiny, 1, Sampling(top_p=1e-6, tokens=8))
    assert narrow.text == greedy.text


async def test_an_answer_ends_at_a_stop_text(tiny: LocalAnswerer) -> None:
    prompt = make_prompt("int main() {", form="completion")
    (whole,) = await ask(tiny, 1, Sampling(tokens=40, seed=3), prompt)
    stop = whole.text[10:12]
    stopped = make_prompt("int main() {", form="completion", stop=("never this", stop))
    (cut,) = await ask(tiny, 1, Sampling(tokens=40, seed=3), stopped)
    assert cut.ended == "stop"
    assert cut.text == whole.text[: whole.text.index(stop)]


async def test_a_conversation_is_put_into_the_models_own_form(tiny: LocalAnswerer) -> None:
    turns = (Message("system", "Be brief."), Message("user", "Hello"))
    (reply,) = await ask(tiny, 1, SHORT, make_prompt(messages=turns))
    counted = tiny.count_tokens("<|system|>Be brief.<|end|><|user|>Hello<|end|><|assistant|>")
    assert reply.usage.prompt_tokens == counted


async def test_a_prompt_that_is_too_long_is_told_and_the_next_one_is_answered(
    tiny: LocalAnswerer,
) -> None:
    with pytest.raises(ModelError, match=rf"too long.*{WINDOW}"):
        await ask(tiny, 1, SHORT, make_prompt("for (;;) ++i;\n" * 8000))
    assert await ask(tiny, 1)


async def test_closing_the_answers_ends_the_writing_and_keeps_the_model(
    tiny: LocalAnswerer,
) -> None:
    await ask(tiny, 1)
    session = tiny.process.session
    task = asyncio.create_task(ask(tiny, 8, Sampling(tokens=4000)))
    await asyncio.sleep(0.3)
    task.cancel()
    started = time.monotonic()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - started < 1.5
    assert tiny.process.session is session
    assert await ask(tiny, 1)


async def test_at_the_time_out_what_is_written_comes_as_broken(tiny: LocalAnswerer) -> None:
    await ask(tiny, 1)
    model = tiny._model

    async def is_cut(timeout: float) -> bool:
        tiny._model = ModelSettings(name="tiny", kind="local", path=HUB_NAME, timeout=timeout)
        replies = await ask(tiny, 64, Sampling(tokens=4000))
        return any(reply.ended == "broken" and reply.text for reply in replies)

    try:
        # How fast the machine is decides which of these falls between the first word and the last.
        assert any([await is_cut(0.05 * 2**step) for step in range(6)])
    finally:
        tiny._model = model


async def test_tokens_are_booked_and_kept_within_the_budget(tiny: LocalAnswerer) -> None:
    ledger, before = Ledger(Allowance(tokens=60)), tiny._ledger
    tiny._ledger = ledger
    try:
        await ask(tiny, 2, Sampling())
        assert 0 < ledger.tokens <= 60
        with pytest.raises(BudgetSpent):
            await ask(tiny, 2, Sampling())
    finally:
        tiny._ledger = before


async def test_a_worker_that_dies_is_told_and_replaced(tiny: LocalAnswerer) -> None:
    await ask(tiny, 1)
    task = asyncio.create_task(ask(tiny, 8, Sampling(tokens=4000)))
    await asyncio.sleep(0.3)
    assert tiny.process.session is not None
    await tiny.process.session.close()
    with pytest.raises(ModelError, match="has ended"):
        await task
    assert await ask(tiny, 1)


async def test_weights_that_are_damaged_are_told(checkpoint_folder: Path, tmp_path: Path) -> None:
    for file in checkpoint_folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "model.safetensors").write_bytes(b"\0" * 100)
    answerer = open_answerer(make_settings(str(tmp_path)))
    assert isinstance(answerer, LocalAnswerer)
    with pytest.raises(ModelError, match="tiny cannot answer"):
        await ask(answerer, 1)
    await answerer.close()


async def test_a_checkpoint_without_chat_is_told_how_to_be_asked(
    checkpoint_folder: Path, tmp_path: Path
) -> None:
    for file in checkpoint_folder.iterdir():
        if file.suffix != ".jinja":
            (tmp_path / file.name).write_bytes(file.read_bytes())
    answerer = open_answerer(make_settings(str(tmp_path)))
    assert isinstance(answerer, LocalAnswerer)
    with pytest.raises(ModelError, match="completion"):
        await ask(answerer, 1)
    await answerer.close()


async def test_the_window_is_that_of_the_checkpoint_unless_it_is_set(
    checkpoint_folder: Path,
) -> None:
    for model, window in (({}, WINDOW), ({"window": 100}, 100)):
        settings = make_settings(str(checkpoint_folder), **model)
        assert window_of(settings.models[0], settings) == window
