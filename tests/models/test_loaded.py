"""A real checkpoint that stays loaded between the searches of an engine."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

import pytest
from attrs import evolve

from hasten.engine.engine import Engine
from hasten.engine.model_request import ModelRequest
from hasten.model_settings import ModelSettings
from hasten.settings import Settings
from hasten.source.cpp import CppSource
from hasten.source.target import named_target
from hasten_sim.store import Store
from tests.conftest import NewCache
from tests.lsp.harness import alive, descendants, write_program
from tests.models.cells import CASES, FUNCTION, SLOW
from tests.models.judging import no_examples

pytestmark = pytest.mark.models


def holders() -> list[int]:
    """The processes of this test that hold a checkpoint, and what they run in."""
    return [pid for pid in descendants(os.getpid()) if "local_worker" in command_of(pid)]


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
    except OSError:
        return ""


async def test_it_is_loaded_once_survives_a_cancelled_search_and_ends_with_the_engine(
    checkpoint_folder: Path, tmp_path: Path, new_cache: NewCache
) -> None:
    path = write_program(tmp_path, "slow", SLOW, CASES)
    target = named_target(CppSource.parse(SLOW), FUNCTION, path)
    model = ModelSettings(name="tiny", kind="local", path=str(checkpoint_folder))
    quick = Settings(models=(evolve(model, answer_tokens=8),), keep_answers=False)
    endless = Settings(models=(model,), keep_answers=False)
    request = ModelRequest("tiny", "instruction", 4)
    store = Store(new_cache(tmp_path / "cache") / "store.sqlite3")
    engine = Engine(store, examples=no_examples)
    try:
        result = await engine.optimize(target, quick, model=request)
        assert len(result.untried) == 4
        first = holders()
        assert first
        many = evolve(request, samples=64)
        searching = asyncio.create_task(engine.optimize(target, endless, model=many))
        await asyncio.sleep(1.0)
        started = time.monotonic()
        searching.cancel()
        await asyncio.gather(searching, return_exceptions=True)
        assert time.monotonic() - started < 2.0
        assert searching.cancelled()
        result = await engine.optimize(target, quick, model=request)
        assert len(result.untried) == 4
        assert holders() == first
    finally:
        await engine.close()
        store.close()
    assert not alive(first)
