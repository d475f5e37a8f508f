"""Checkpoints that stay loaded between searches; their process is one that only says it has them.

That a real one does, too, is seen in test_loaded.py.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field

from hasten.errors import ModelError
from hasten.model_settings import ModelSettings
from hasten.models import local_process
from hasten.models.answerer import Answerer, Sampling
from hasten.models.held import HeldCheckpoints
from hasten.models.registry import open_answerer
from hasten.settings import Settings
from hasten_sim import sandbox
from hasten_sim.errors import FrontendError
from tests.models.serving import make_prompt

LOADED = {"parameters": 1, "type": "bfloat16", "device": "cpu"}
SAMPLE = {"index": 0, "text": "yes", "ended": "stop", "tokens": 1, "seconds": 0.1}


@define
class Worker:
    """Stands for a session with a worker; `writes` False: it writes until it is stopped."""

    writes: bool = True
    load_seconds: float = 0.0
    stop_seconds: float = 0.0
    alive: bool = True
    said: list[str] = field(factory=list[str])

    async def request(self, line: bytes, timeout: float) -> bytes:
        if not self.alive:
            raise FrontendError("the worker is not running")
        ((kind, _), *_) = json.loads(line).items()
        self.said.append(kind)
        answer: dict[str, Any] = LOADED
        if kind == "load":
            await asyncio.sleep(self.load_seconds)
        if kind == "begin":
            answer = {"prompt_tokens": 3}
        elif kind == "next":
            await asyncio.sleep(0 if self.writes else 0.01)
            answer = {"samples": [SAMPLE] if self.writes else [], "done": self.writes}
        elif kind == "stop":
            await asyncio.sleep(self.stop_seconds)
            answer = {"samples": [], "done": True}
        return json.dumps(answer).encode()

    async def close(self) -> None:
        self.alive = False


@define
class Workers:
    """The sandbox that they are in."""

    started: list[Worker] = field(factory=list[Worker])
    make: Any = Worker

    async def open_session(self, job: object) -> Worker:
        self.started.append(self.make())
        return self.started[-1]

    @property
    def alive(self) -> list[bool]:
        return [one.alive for one in self.started]


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> Workers:
    workers = Workers()

    async def opened(_: str) -> Workers:
        return workers

    monkeypatch.setattr(sandbox, "open_sandbox", opened)
    monkeypatch.setattr(local_process, "find_spec", str)
    return workers


def make_folder(place: Path) -> Path:
    place.mkdir()
    (place / "config.json").write_text("{}")
    (place / "tokenizer.json").write_text("{}")
    (place / "model.safetensors").write_bytes(b"12345678")
    return place


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path / "checkpoint")


async def ask(held: HeldCheckpoints | None, folder: Path, **settings: Any) -> Answerer:
    """Ask a checkpoint once; what has asked it, not closed yet."""
    model = ModelSettings(name="mine", kind="local", path=str(folder), **settings)
    answerer = open_answerer(Settings(models=(model,), keep_answers=False), held=held)
    found = [one async for one in answerer.answers(make_prompt(), 1, Sampling())]
    assert [one.text for one in found] == ["yes"]
    return answerer


async def test_the_next_search_finds_it_loaded(workers: Workers, folder: Path) -> None:
    held = HeldCheckpoints()
    for _ in range(3):
        await (await ask(held, folder)).close()
    assert workers.alive == [True]
    assert workers.started[0].said.count("load") == 1
    await held.close()
    assert workers.alive == [False]
    await held.close()


async def test_two_searches_at_a_time_ask_the_same_process(workers: Workers, folder: Path) -> None:
    held = HeldCheckpoints()
    first, second = await asyncio.gather(ask(held, folder, idle=0), ask(held, folder, idle=0))
    await first.close()
    await first.close()
    assert workers.alive == [True]
    await second.close()
    assert workers.alive == [False]


async def test_without_anyone_to_hold_it_it_ends_with_the_search(
    workers: Workers, folder: Path
) -> None:
    await (await ask(None, folder)).close()
    assert workers.alive == [False]


async def test_it_ends_when_it_is_not_asked_for_a_time(workers: Workers, folder: Path) -> None:
    held = HeldCheckpoints()
    await (await ask(held, folder, idle=0.05)).close()
    assert workers.alive == [True]
    await asyncio.sleep(0.2)
    assert workers.alive == [False]
    await (await ask(held, folder, idle=0.05)).close()
    assert workers.alive == [False, True]
    await held.close()


async def test_who_asks_in_time_keeps_it_loaded(workers: Workers, folder: Path) -> None:
    held = HeldCheckpoints()
    await (await ask(held, folder, idle=0.1)).close()
    asked = await ask(held, folder, idle=0.1)
    await asyncio.sleep(0.2)
    assert workers.alive == [True]
    await asked.close()
    await held.close()


async def test_it_makes_room_for_another_one(
    workers: Workers, folder: Path, tmp_path: Path
) -> None:
    held = HeldCheckpoints()
    await (await ask(held, folder)).close()
    other = await ask(held, make_folder(tmp_path / "other"))
    assert workers.alive == [False, True]
    # What another search has borrowed is left alone.
    await (await ask(held, folder)).close()
    assert workers.alive == [False, True, True]
    await other.close()
    await held.close()
    assert not any(workers.alive)


@pytest.mark.parametrize("change", ["weights", "precision"])
async def test_what_has_changed_is_loaded_anew(workers: Workers, folder: Path, change: str) -> None:
    held = HeldCheckpoints()
    await (await ask(held, folder)).close()
    if change == "weights":
        (folder / "model.safetensors").write_bytes(b"123456789")
    precision = "8bit" if change == "precision" else "auto"
    await (await ask(held, folder, precision=precision)).close()
    assert workers.alive == [False, True]
    await held.close()


async def test_a_process_that_has_died_is_replaced(workers: Workers, folder: Path) -> None:
    held = HeldCheckpoints()
    await (await ask(held, folder)).close()
    workers.started[0].alive = False
    await (await ask(held, folder)).close()
    assert workers.alive == [False, True]
    await held.close()


async def test_who_gives_up_waits_a_moment_and_the_next_one_for_the_step_under_way(
    workers: Workers, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local_process, "STOP_SECONDS", 0.02)
    workers.make = lambda: Worker(writes=False, stop_seconds=0.3)
    held = HeldCheckpoints()
    model = ModelSettings(name="mine", kind="local", path=str(folder))
    settings = Settings(models=(model,), keep_answers=False)
    answerer = open_answerer(settings, held=held)
    clock = asyncio.get_running_loop().time

    async def asked() -> None:
        await anext(answerer.answers(make_prompt(), 1, Sampling()))

    task = asyncio.create_task(asked())
    await asyncio.sleep(0.05)
    started = clock()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert clock() - started < 0.2
    workers.started[0].writes = True
    await asked()
    assert clock() - started >= 0.3
    assert workers.alive == [True]
    assert workers.started[0].said.count("load") == 1
    await answerer.close()
    await held.close()


async def test_who_is_cancelled_while_it_is_loaded_leaves_it_to_the_next_one(
    workers: Workers, folder: Path
) -> None:
    workers.make = lambda: Worker(load_seconds=0.3)
    held = HeldCheckpoints()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await ask(held, folder)
    await (await ask(held, folder)).close()
    assert workers.alive == [True]
    assert workers.started[0].said.count("load") == 1
    await held.close()


async def test_it_can_be_ended_while_it_is_loaded(workers: Workers, folder: Path) -> None:
    workers.make = lambda: Worker(load_seconds=60)
    held = HeldCheckpoints()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await ask(held, folder)
    await held.close()
    assert workers.alive == [False]


async def test_a_checkpoint_that_cannot_be_loaded_leaves_nothing_running(
    workers: Workers, folder: Path
) -> None:
    class Broken(Worker):
        async def request(self, line: bytes, timeout: float) -> bytes:
            return b'{"error": "memory", "message": "no room"}'

    workers.make = Broken
    held = HeldCheckpoints()
    with pytest.raises(ModelError, match="too little memory"):
        await ask(held, folder)
    assert workers.alive == [False]
    await held.close()
