"""Best@8 of checkpoints on this machine, from the command line to the table.

One has random weights: what it says is no program. The other was trained on the spot until it knew
the bundled answers to two programs by heart, so that one true answer goes the whole way: loaded,
sampled, found in its text, compiled, judged, measured, offered.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from hasten.corpus.export import export
from hasten.corpus.problem import load_problems
from hasten.prompts.prompt import Message, Prompt
from hasten.rules.registry import all_rules
from hasten_sim.store import Store
from tests.conftest import NewCache

pytestmark = [
    pytest.mark.models,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(400),
]

LEARNED = ("climbing_stairs", "josephus")
NOT_LEARNED = "best_streak"
SAMPLES = 8


class Folder:
    """A data set of bundled programs, with settings, and the command line in it."""

    def __init__(self, path: Path, cache: Path) -> None:
        self.path = path
        self.cache = cache
        self.notes = ""
        """What the last run said on standard error."""

    def set_up(self, **model: object) -> None:
        """Name one model, and no rules: what is found is the model's."""
        lines = [f"rules.disable = {json.dumps([rule.id for rule in all_rules()])}", "[[models]]"]
        lines += [f"{key} = {json.dumps(value)}" for key, value in model.items()]
        (self.path / "hasten.toml").write_text("\n".join(lines) + "\n")

    def hasten(self, *arguments: object) -> Any:
        """Run it; its record."""
        ran = subprocess.run(
            [sys.executable, "-m", "hasten", *map(str, arguments), "--json"],
            cwd=self.path,
            env=os.environ | {"XDG_CACHE_HOME": str(self.cache), "OMP_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
            check=False,
            timeout=150,
        )
        assert ran.returncode in (0, 1), ran.stderr
        self.notes = ran.stderr
        return json.loads(ran.stdout)

    def evaluate(self) -> Any:
        """The table of Best@8, asked without examples."""
        asked = ("--model", "tiny", "--strategy", "instruction", "--samples", SAMPLES)
        return self.hasten("evaluate", "--dataset", "cases", *asked, "--k", "1,8")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def folder(
    tmp_path_factory: pytest.TempPathFactory, new_cache: NewCache
) -> AsyncIterator[Folder]:
    place = tmp_path_factory.mktemp("best-of")
    cache = new_cache(place / "cache" / "hasten")
    store = Store(cache / "store.sqlite3")
    problems = {one.slug: one for one in load_problems("train")}
    chosen = [problems[slug] for slug in (*LEARNED, NOT_LEARNED)]
    await export(chosen, place / "cases", store)
    store.close()
    yield Folder(place, place / "cache")


def sent_for(folder: Folder, slug: str) -> tuple[tuple[str, str], ...]:
    """What a model is sent about a program, message by message."""
    slow = Path("cases") / slug / "slow.cpp"
    record = folder.hasten("prompt", slow, "--model", "tiny", "--strategy", "instruction")
    messages = record["asks"][0]["prompt"]["messages"]
    return tuple((one["role"], one["text"]) for one in messages)


async def test_random_weights_have_eight_wrong_answers_for_every_program(
    folder: Folder, checkpoint_folder: Path
) -> None:
    folder.set_up(name="tiny", kind="local", path=str(checkpoint_folder), answerTokens=24)
    record = folder.evaluate()
    assert [one["k"] for one in record["scores"]] == [1, 8]
    for score in record["scores"]:
        assert (score["cases"], score["correct"]) == (3, 0.0)
        assert (score["optimized"], score["speedup"]) == (0.0, 1.0)
    assert "Models took 3 requests" in folder.notes
    for case in record["cases"]:
        assert not case["problem"]
        assert case["samples"] == len(case["answers"]) == SAMPLES
        assert case["fates"] == {"not tried": SAMPLES}
        assert all("no code" in one["what"] for one in case["answers"])


async def test_what_a_checkpoint_has_learned_is_offered_and_nothing_else(
    folder: Folder, tmp_path: Path
) -> None:
    from tests.models.tiny import make_trained

    (tmp_path / "none.jsonl").write_text("")
    folder.set_up(name="tiny", kind="recorded", path=str(tmp_path / "none.jsonl"))
    sent = {slug: sent_for(folder, slug) for slug in LEARNED}
    fast = {slug: (folder.path / "cases" / slug / "fast.cpp").read_text() for slug in LEARNED}
    loss = make_trained(
        tmp_path / "checkpoint",
        [(sent[slug], f"This is faster:\n\n```cpp\n{fast[slug]}```\n") for slug in LEARNED],
    )
    assert loss < 0.01
    folder.set_up(name="tiny", kind="local", path=str(tmp_path / "checkpoint"), answerTokens=400)
    record = folder.evaluate()
    cases = {one["name"]: one for one in record["cases"]}
    for slug in LEARNED:
        right = [one for one in cases[slug]["answers"] if one["correct"]]
        assert right, cases[slug]
        assert max(one["speedup"] or 0.0 for one in right) > 1.1
        assert cases[slug]["fresh"] in ("", "passed")
    assert not any(one["correct"] for one in cases[NOT_LEARNED]["answers"])
    assert [case["samples"] for case in record["cases"]] == [SAMPLES] * 3
    assert record["scores"][1]["optimized"] == pytest.approx(2 / 3)

    # The evidence of what is offered holds what was really sent, and the learned program.
    slow = Path("cases") / LEARNED[0] / "slow.cpp"
    asked = ("--model", "tiny", "--strategy", "instruction", "--samples", 1)
    found = folder.hasten("optimize", slow, *asked)
    (offered,) = found["proposals"]
    messages = tuple(Message(role, text) for role, text in sent[LEARNED[0]])  # pyright: ignore
    answer = offered["origin"]["answer"]
    assert answer["model"] == "tiny"
    assert answer["prompt"] == Prompt(messages, "", "").digest
    assert offered["speedup"] > 1.1
