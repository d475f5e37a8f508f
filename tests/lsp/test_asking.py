"""Language models in an editor: their actions, the user's consent, the editor's own model."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import Any, cast

import pytest
import pytest_asyncio

from .harness import SLOW, Editor, editor, write_program

pytestmark = pytest.mark.asyncio(loop_scope="module")

ANSWER = """Two numbers are enough:

```cpp
long long fib(int n) {
    long long a = 0, b = 1;
    while (n-- > 0) {
        long long next = a + b;
        a = b;
        b = next;
    }
    return a;
}
```
"""
MODELS = """
[[models]]
name = "kept"
kind = "recorded"
path = "answers.jsonl"
strategy = "instruction"

[[models]]
name = "far"
kind = "openai"
url = "http://127.0.0.1:9/v1"

[[models]]
name = "mine"
kind = "editor"
strategy = "instruction"

[[models]]
name = "continues"
kind = "openai"
url = "http://127.0.0.1:9/v1"
form = "completion"
"""


@pytest.fixture(scope="module", name="root")
def _root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("asking")
    (root / "hasten.toml").write_text(MODELS)
    (root / "answers.jsonl").write_text(json.dumps({"text": ANSWER}) + "\n")
    return root


@pytest_asyncio.fixture(scope="module", loop_scope="module", name="one")
async def _one(root: Path, cache: Path) -> AsyncGenerator[Editor]:
    options = {"completes": True}
    async with editor(root, cache, options=options, XDG_DATA_HOME=str(root / "data")) as started:
        register = cast("Callable[[str], Callable[[Any], Any]]", started.client.feature)

        def complete(params: Any) -> dict[str, str]:
            assert "long long fib" in str(params.messages)
            return {"text": ANSWER}

        register("hasten/complete")(complete)
        yield started


async def test_each_model_has_its_actions(root: Path, one: Editor) -> None:
    uri = one.open(write_program(root, "listed", SLOW))
    titles = [action.title for action in await one.actions(uri, one.place(uri, "fib"))]
    assert "Optimize this function with kept (instruction)" in titles
    assert "Optimize this function with far (10/10)" in titles
    assert "Optimize this function with far (retrieval+repair)" in titles
    assert not any("continues" in title and "repair" in title for title in titles)
    assert not any("repair+repair" in title for title in titles)
    assert "Optimize this function with mine (instruction)" in titles


async def test_an_editor_without_a_model_of_its_own_does_not_list_one(
    root: Path, cache: Path
) -> None:
    async with editor(root, cache) as plain:
        uri = plain.open(write_program(root, "plain", SLOW))
        titles = [action.title for action in await plain.actions(uri, plain.place(uri, "fib"))]
    assert "Optimize this function with kept (instruction)" in titles
    assert not any("mine" in title for title in titles)


@pytest.mark.parametrize("model", ["kept", "mine"])
async def test_an_answer_that_holds_is_offered(root: Path, one: Editor, model: str) -> None:
    uri = one.open(write_program(root, f"asked_{model}", SLOW))
    answer = await one.optimize(uri, "fib", model=model)
    assert answer["status"] == "proposals", answer["message"]
    best = answer["proposals"][0]
    assert best["kind"] == "test_guarded"
    # The editor is asked for several answers at once: any of the equal ones may come first.
    assert re.search(rf"{model} \(instruction\), answer \d", best["title"])
    assert "next = a + b" in best["newText"]


async def test_code_goes_to_no_server_that_the_user_refuses(root: Path, one: Editor) -> None:
    uri = one.open(write_program(root, "refused", SLOW))
    one.answers = lambda _: "Do not send"
    answer = await one.optimize(uri, "fib", model="far")
    assert answer["status"] == "failed"
    assert "you did not agree" in answer["message"]
    assert "http://127.0.0.1:9" in one.asked[-1].message
    assert not (root / "data/hasten/approved-models.json").exists()


async def test_consent_is_asked_for_once(root: Path, one: Editor) -> None:
    uri = one.open(write_program(root, "agreed", SLOW))
    one.answers = lambda _: "Send"
    before = len(one.asked)
    for _ in range(2):
        answer = await one.optimize(uri, "fib", model="far")
        # Nobody listens there.
        assert answer["status"] == "failed"
        assert "far" in answer["message"]
    assert len(one.asked) == before + 1


async def test_an_unknown_model_is_told(root: Path, one: Editor) -> None:
    uri = one.open(write_program(root, "unknown", SLOW))
    answer = await one.optimize(uri, "fib", model="keptt")
    assert answer["status"] == "failed"
    assert "Did you mean 'kept'?" in answer["message"]
