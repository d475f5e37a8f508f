"""A real server that speaks the OpenAI protocol (`transformers serve`), with a real small model."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from hasten.errors import ModelError
from hasten.model_settings import ModelSettings
from hasten.models.answerer import Reply, Sampling
from hasten.models.openai import OpenAIAnswerer
from hasten.prompts.prompt import Prompt
from tests.models.serving import make_prompt

pytestmark = pytest.mark.models


def make_model(server: str, folder: Path, **settings: Any) -> ModelSettings:
    given: dict[str, Any] = {"name": "tiny", "model": str(folder), "timeout": 90.0}
    return ModelSettings(kind="openai", url=server, **(given | settings))


async def ask(
    model: ModelSettings, samples: int, sampling: Sampling, prompt: Prompt | None = None
) -> list[Reply]:
    answerer = OpenAIAnswerer(model)
    try:
        found = answerer.answers(prompt or make_prompt(), samples, sampling)
        return sorted([one async for one in found], key=lambda reply: reply.index)
    finally:
        await answerer.close()


async def test_a_real_server_answers_in_chat(server: str, checkpoint_folder: Path) -> None:
    model = make_model(server, checkpoint_folder)
    replies = await ask(model, 3, Sampling(tokens=12))
    assert [reply.index for reply in replies] == [0, 1, 2]
    assert len({reply.text for reply in replies}) > 1
    assert all(reply.usage.answer_tokens > 0 for reply in replies)


async def test_a_real_server_continues_a_text(server: str, checkpoint_folder: Path) -> None:
    model = make_model(server, checkpoint_folder, form="completion")
    prompt = make_prompt("int main() {", form="completion")
    (reply,) = await ask(model, 1, Sampling(tokens=12), prompt)
    assert reply.text
    assert reply.ended in ("length", "stop")


async def test_a_model_that_a_real_server_does_not_have_is_told(
    server: str, checkpoint_folder: Path
) -> None:
    model = make_model(server, checkpoint_folder, model="no/such-model")
    with pytest.raises(ModelError, match="tiny"):
        await ask(model, 1, Sampling(tokens=4))


async def test_a_real_server_can_be_left_in_the_middle(
    server: str, checkpoint_folder: Path
) -> None:
    model = make_model(server, checkpoint_folder)
    task = asyncio.create_task(ask(model, 1, Sampling(tokens=4000)))
    await asyncio.sleep(1.0)
    started = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - started < 1.0
    assert await ask(model, 1, Sampling(tokens=12))
