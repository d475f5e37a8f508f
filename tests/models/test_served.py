"""A real server that speaks the OpenAI protocol (`transformers serve`), with a real small model."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from hasten.errors import ModelError
from hasten.model_settings import ModelSettings
from hasten.models.answerer import Reply, Sampling
from hasten.models.openai import OpenAIAnswerer
from hasten.prompts.prompt import Prompt
from tests.models.serving import make_prompt

pytestmark = pytest.mark.models
START_SECONDS = 150.0


@pytest.fixture(scope="module")
def server(checkpoint_folder: Path) -> Iterator[str]:
    """The address of a server on this machine that has the small checkpoint."""
    pytest.importorskip("fastapi", reason="needs transformers[serving]")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("transformers")), "serve", str(checkpoint_folder)]
    process = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port), "--device", "cpu"],
        env=os.environ | {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/health", process)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.kill()
        process.wait()


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(address, trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.5)
    pytest.fail("the server does not start")


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
