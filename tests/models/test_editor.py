"""The model of the editor, asked through a function that stands for the language server."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from hasten.errors import BudgetSpent, ModelError
from hasten.model_settings import ModelSettings
from hasten.models.accounting import Allowance, Ledger
from hasten.models.answerer import Reply, Sampling
from hasten.models.editor import Complete, EditorAnswerer
from hasten.prompts.prompt import Message
from tests.models.serving import make_prompt


def make_answerer(complete: Complete | None, **settings: Any) -> EditorAnswerer:
    return EditorAnswerer(ModelSettings(name="copilot", kind="editor", **settings), complete)


async def ask(answerer: EditorAnswerer, samples: int = 1) -> list[Reply]:
    found = answerer.answers(make_prompt(), samples, Sampling())
    return sorted([reply async for reply in found], key=lambda reply: reply.index)


async def check_refused(complete: Complete | None, *words: str, **settings: Any) -> None:
    with pytest.raises(ModelError) as refusal:
        await ask(make_answerer(complete, **settings))
    for word in words:
        assert word in str(refusal.value)


async def test_each_sample_is_a_request_of_its_own() -> None:
    requests: list[dict[str, Any]] = []

    async def complete(request: dict[str, Any]) -> object:
        requests.append(request)
        return {"text": f"sample {request['seed']}", "ended": "length", "answerTokens": 9}

    replies = await ask(make_answerer(complete, model="gpt-x"), 3)
    assert [one.text for one in replies] == ["sample 0", "sample 1", "sample 2"]
    assert {(one.ended, one.usage.answer_tokens) for one in replies} == {("length", 9)}
    assert requests[0]["model"] == "gpt-x"
    assert requests[0]["messages"] == [{"role": "user", "text": make_prompt().messages[0].text}]


async def test_an_editor_without_models_is_told() -> None:
    await check_refused(None, "offers none")


async def test_what_the_editor_says_is_passed_on() -> None:
    async def complete(request: dict[str, Any]) -> object:
        raise RuntimeError("the user has not\nsigned in")

    await check_refused(complete, "copilot cannot answer", "the user has not signed in")


@pytest.mark.parametrize("result", [None, "text", {}, {"text": 3}, {"text": " \n"}])
async def test_an_answer_that_is_none_is_told(result: object) -> None:
    async def complete(request: dict[str, Any]) -> object:
        return result

    await check_refused(complete, "answer")


async def test_an_editor_that_says_nothing_is_told_at_the_time_out() -> None:
    cancelled = asyncio.Event()

    async def complete(request: dict[str, Any]) -> object:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            cancelled.set()
            raise
        return {}

    await check_refused(complete, "within 0.05 s", timeout=0.05)
    assert cancelled.is_set()


async def test_closing_the_answers_cancels_the_requests() -> None:
    under_way = 0

    async def complete(request: dict[str, Any]) -> object:
        nonlocal under_way
        if request["seed"] == 0:
            return {"text": "quick"}
        under_way += 1
        try:
            await asyncio.sleep(60)
        finally:
            under_way -= 1
        return {}

    stream = make_answerer(complete).answers(make_prompt(), 3, Sampling())
    assert (await anext(stream)).text == "quick"
    await asyncio.sleep(0)
    await stream.aclose()
    assert under_way == 0


async def test_the_budget_holds_for_the_editor_too() -> None:
    async def complete(request: dict[str, Any]) -> object:
        raise AssertionError("nothing should be asked")

    model = ModelSettings(name="copilot", kind="editor")
    answerer = EditorAnswerer(model, complete, Ledger(Allowance(tokens=10)))
    prompt = make_prompt(messages=(Message("user", "x" * 300),))
    with pytest.raises(BudgetSpent):
        await anext(answerer.answers(prompt, 1, Sampling()))
