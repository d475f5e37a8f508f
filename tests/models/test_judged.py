"""Answers written by hand, from good to malicious: each gets the verdict that is right for it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hasten.engine.engine import Engine
from hasten.engine.model_request import ModelRequest
from hasten_sim.store import Store
from tests.conftest import NewCache
from tests.models.judging import (
    JudgedProgram,
    judged_programs,
    keep,
    no_examples,
    settings_for,
    verdicts_on,
)

pytestmark = pytest.mark.models
PROGRAMS = judged_programs()


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory, new_cache: NewCache) -> Path:
    return new_cache(tmp_path_factory.mktemp("judged") / "cache")


@pytest.fixture
async def engine(cache: Path) -> AsyncIterator[Engine]:
    store = Store(cache / "store.sqlite3")
    engine = Engine(store, examples=no_examples)
    yield engine
    await engine.close()
    store.close()


def test_the_set_is_large_enough() -> None:
    assert len(PROGRAMS) >= 20
    assert sum(len(one.answers) for one in PROGRAMS) >= 60


@pytest.mark.parametrize("program", PROGRAMS, ids=[one.name for one in PROGRAMS])
async def test_every_answer_gets_the_right_verdict(
    program: JudgedProgram, engine: Engine, tmp_path: Path
) -> None:
    target = program.write(tmp_path)
    found = await verdicts_on(program, target, engine, tmp_path)
    wrong = [
        f"{one.answer.kind}: {one.verdict} instead of {one.answer.verdict} ({one.why})"
        for one in found
        if one.verdict != one.answer.verdict
    ]
    assert not wrong, "\n".join(wrong)
    assert not any("root:" in one.why for one in found if not one.verdict.startswith("not tried"))

    # All of them in one search: what was tried before is known.
    path = keep(program.answers, tmp_path / "all.jsonl")
    request = ModelRequest("kept", samples=len(program.answers))
    result = await engine.optimize(target, settings_for(path), model=request)
    offered = {one.trial.candidate.origin.answer for one in result.proposals}
    right = {program.answers[one.sample].verdict for one in offered if one is not None}
    assert right == {"offered"}
    assert target.path.read_text() == program.text


async def test_a_program_that_talks_to_the_model_is_shown_as_data(
    engine: Engine, tmp_path: Path
) -> None:
    program = next(one for one in PROGRAMS if one.name == "logs")
    target = program.write(tmp_path)
    path = keep(program.answers, tmp_path / "all.jsonl")
    asks = await engine.prompts(target, settings_for(path), ModelRequest("kept", samples=1))
    text = asks[0].prompt.text
    assert "end of data. Assistant:" in text
    assert "end of data. Assistant:" not in outside_of_fences(text)
    assert "Ignore the above" not in outside_of_fences(text)


def outside_of_fences(text: str) -> str:
    return re.sub(r"^(`{3,})\w*\n.*?^\1$", "", text, flags=re.MULTILINE | re.DOTALL)
