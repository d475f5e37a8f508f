"""Servers that speak the OpenAI protocol: what is asked of them, and what they do wrong."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from hasten.errors import BudgetSpent, ModelError
from hasten.models.accounting import Allowance, Ledger
from hasten.models.answerer import Reply, Sampling
from hasten.models.keys import Secret
from hasten.models.openai import OpenAIAnswerer
from hasten.prompts.prompt import Message, Prompt
from tests.models.serving import (
    Act,
    Received,
    finish,
    make_prompt,
    piece,
    refuses,
    says,
    serving,
    streams,
    usage,
)

KEY = "sk-very-secret-0123456789"


@pytest.fixture(autouse=True)
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hasten.models.openai.FIRST_WAIT", 0.01)
    monkeypatch.setattr("hasten.models.openai.JITTER", 0.01)


async def ask(
    answerer: OpenAIAnswerer,
    samples: int = 1,
    prompt: Prompt | None = None,
    sampling: Sampling | None = None,
) -> list[Reply]:
    """All answers in the order of the samples; the answerer is closed."""
    try:
        found = answerer.answers(prompt or make_prompt(), samples, sampling or Sampling())
        return sorted([reply async for reply in found], key=lambda reply: reply.index)
    finally:
        await answerer.close()


async def check_refused(act: Act, *words: str, requests: int | None = None, **model: Any) -> None:
    """A server that does this is a ModelError with these words."""
    async with serving(act) as server:
        with pytest.raises(ModelError) as refusal:
            await ask(OpenAIAnswerer(server.model(**model), lambda: Secret(KEY)))
        for word in words:
            assert word in str(refusal.value)
        assert KEY not in str(refusal.value)
        if requests is not None:
            assert len(server.received) == requests


# --- good answers -------------------------------------------------------------------------------


async def test_a_stream_becomes_one_answer_with_what_it_took() -> None:
    act = streams(piece("int "), piece("main"), piece("() {}"), finish(), usage(42, 3))
    async with serving(act) as server:
        (reply,) = await ask(OpenAIAnswerer(server.model(prompt_price=1.0, answer_price=2.0)))
    assert (reply.text, reply.ended, reply.index) == ("int main() {}", "stop", 0)
    assert (reply.usage.prompt_tokens, reply.usage.answer_tokens) == (42, 3)
    assert reply.usage.cost == pytest.approx(48e-6)


async def test_a_chat_sends_its_messages_and_the_sampling() -> None:
    prompt = make_prompt(messages=(Message("system", "Be quick."), Message("user", "Hello")))
    async with serving(says("x")) as server:
        sampling = Sampling(temperature=0.2, top_p=0.9, tokens=77, seed=5)
        await ask(
            OpenAIAnswerer(server.model(model="org/name"), lambda: Secret(KEY)), 1, prompt, sampling
        )
        (received,) = server.received
    assert received.path == "/v1/chat/completions"
    assert received.headers["authorization"] == f"Bearer {KEY}"
    body = received.body
    assert body["messages"] == [
        {"role": "system", "content": "Be quick."},
        {"role": "user", "content": "Hello"},
    ]
    assert (body["model"], body["stream"]) == ("org/name", True)
    assert (body["temperature"], body["top_p"], body["max_tokens"], body["seed"]) == (
        *(0.2, 0.9),
        *(77, 5),
    )


async def test_a_completion_sends_its_text_and_always_a_limit() -> None:
    prompt = make_prompt("### slow\nint main() {}\n### fast\n", form="completion", stop=("###",))
    act = streams({"choices": [{"index": 0, "text": "int f();\n"}]}, finish())
    async with serving(act) as server:
        (reply,) = await ask(OpenAIAnswerer(server.model()), 1, prompt)
        (received,) = server.received
    assert received.path == "/v1/completions"
    assert received.body["prompt"] == prompt.text
    assert received.body["stop"] == ["###"]
    assert received.body["max_tokens"] == 2048
    assert reply.text == "int f();\n"


async def test_several_samples_come_out_of_one_request_as_each_is_complete() -> None:
    events = [piece("a", 0), piece("b", 1), finish(index=1), piece("A", 0), finish("length", 0)]
    async with serving(streams(*events, usage(10, 3))) as server:
        answerer = OpenAIAnswerer(server.model())
        found = [one async for one in answerer.answers(make_prompt(), 2, Sampling())]
        await answerer.close()
        assert [request.body["n"] for request in server.received] == [2]
    assert [(one.index, one.text, one.ended) for one in found] == [
        (1, "b", "stop"),
        (0, "aA", "length"),
    ]
    assert sum(one.usage.prompt_tokens for one in found) == 10
    assert sum(one.usage.answer_tokens for one in found) == 3


async def test_the_first_answer_does_not_wait_for_the_others() -> None:
    events = [piece("a", 0), finish(index=0), piece("b", 1)]
    async with serving(streams(*events, end="hang")) as server:
        answerer = OpenAIAnswerer(server.model())
        stream = answerer.answers(make_prompt(), 2, Sampling())
        async with asyncio.timeout(5):
            assert (await anext(stream)).text == "a"
        await stream.aclose()
        await answerer.close()


async def test_a_server_that_gives_one_sample_is_asked_for_the_rest_in_parallel() -> None:
    async with serving(says("one"), says("two"), says("three"), says("four")) as server:
        answerer = OpenAIAnswerer(server.model())
        replies = await ask(answerer, 3)
        assert sorted(reply.text for reply in replies) == ["one", "three", "two"]
        assert [reply.index for reply in replies] == [0, 1, 2]
        assert [request.body.get("n") for request in server.received] == [3, None, None]
        assert sorted(request.body["seed"] for request in server.received) == [0, 1, 2]


async def test_what_a_server_cannot_do_is_found_out_once() -> None:
    no_n = refuses(400, {"error": {"message": "Unsupported value", "param": "n"}})
    async with serving(no_n, says("a"), says("b"), says("c")) as server:
        answerer = OpenAIAnswerer(server.model(parallel=1))
        first = [one async for one in answerer.answers(make_prompt(), 2, Sampling())]
        second = await ask(answerer, 2)
        assert (len(first), len(second)) == (2, 2)
        assert [request.body.get("n") for request in server.received] == [2, *[None] * 4]


@pytest.mark.parametrize(
    ("message", "gone", "instead"),
    [
        ("Unsupported parameter: 'max_tokens'", "max_tokens", "max_completion_tokens"),
        ("Unsupported fields in the request: {'seed'}", "seed", "temperature"),
        ("Unsupported value: 'temperature' does not support 0.7", "temperature", "seed"),
        ("extra fields not permitted: stream_options", "stream_options", "stream"),
    ],
)
async def test_a_part_of_the_request_that_a_server_refuses_is_left_out(
    message: str, gone: str, instead: str
) -> None:
    refusal = refuses(400, {"error": {"message": message}})
    async with serving(refusal, says("fine")) as server:
        (reply,) = await ask(OpenAIAnswerer(server.model()), 1, None, Sampling(tokens=50))
        assert reply.text == "fine"
        assert gone in server.received[0].body
        assert gone not in server.received[1].body
        assert instead in server.received[1].body


async def test_an_answer_that_is_no_stream_is_understood() -> None:
    whole = {
        "choices": [{"index": 0, "message": {"content": "whole"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 7, "completion_tokens": 1},
    }
    async with serving(refuses(200, whole)) as server:
        (reply,) = await ask(OpenAIAnswerer(server.model()))
    assert (reply.text, reply.usage.prompt_tokens) == ("whole", 7)


async def test_the_thoughts_of_a_model_are_no_part_of_its_answer() -> None:
    thought = {"choices": [{"index": 0, "delta": {"reasoning_content": "Hmm, loops."}}]}
    async with serving(streams(thought, piece("int x;"), finish())) as server:
        (reply,) = await ask(OpenAIAnswerer(server.model()))
    assert reply.text == "int x;"


async def test_comments_odd_line_ends_and_characters_in_a_stream_are_no_matter() -> None:
    odd = 'data: {"choices": [{"index": 0, "delta": {"content": "a\u2028b\u0085c"}}]}\r\n\r\n'
    async with serving(streams(": keep-alive\n\n", "event: message\n", odd, finish())) as server:
        (reply,) = await ask(OpenAIAnswerer(server.model()))
    assert reply.text == "a\u2028b\u0085c"


async def test_text_that_is_no_unicode_can_be_asked_about() -> None:
    async with serving(says("ok")) as server:
        (reply,) = await ask(OpenAIAnswerer(server.model()), 1, make_prompt("char c = '\udcff';"))
        assert server.received[0].body["messages"][0]["content"] == "char c = '\udcff';"
    assert reply.text == "ok"


async def test_an_answer_ends_at_a_stop_text_that_the_server_has_ignored() -> None:
    prompt = make_prompt(stop=("\n###",))
    async with serving(says("int x;\n### slow\nmore")) as server:
        (reply,) = await ask(OpenAIAnswerer(server.model()), 1, prompt)
    assert reply.text == "int x;"


# --- what goes wrong ----------------------------------------------------------------------------


async def test_a_server_that_is_not_there_is_named_at_once() -> None:
    async with serving(says("x")) as server:
        model = server.model()
    await asyncio.sleep(0)
    started = time.monotonic()
    with pytest.raises(ModelError, match="cannot be reached") as refusal:
        await ask(OpenAIAnswerer(model))
    assert model.server in str(refusal.value)
    assert time.monotonic() - started < 5


async def test_a_wrong_key_is_told_without_showing_it() -> None:
    said = {"error": {"message": f"Incorrect API key provided: {KEY}.", "code": "invalid_api_key"}}
    await check_refused(refuses(401, said), "env:TEST_KEY", "[key]", requests=1, key="env:TEST_KEY")


async def test_a_missing_key_is_asked_for() -> None:
    await check_refused(refuses(401), "wants a key", "env:NAME")


async def test_an_unknown_model_is_told_with_those_that_there_are() -> None:
    async def act(request: Received, writer: asyncio.StreamWriter) -> None:
        listing = {"data": [{"id": "tester-7b"}, {"id": "other"}]}
        unknown = {"error": {"message": "The model `tester` does not exist.", "code": 404}}
        is_list = request.path.endswith("/models")
        await (refuses(200, listing) if is_list else refuses(404, unknown))(request, writer)

    await check_refused(act, "no model 'tester'", "tester-7b")


@pytest.mark.parametrize(
    "said",
    [
        {"error": {"message": "too bad", "code": "context_length_exceeded"}},
        {"message": "This model's maximum context length is 4096 tokens", "object": "error"},
        {"error": {"code": 400, "message": "the request exceeds the available context size"}},
        {"error": "Input is too long: please reduce the length of the messages or max_tokens"},
    ],
)
async def test_a_prompt_that_is_too_long_is_told_as_that(said: object) -> None:
    await check_refused(refuses(400, said), "too long", "window", requests=1)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"error": {"message": "bad weather", "type": "api_error"}}, '"bad weather"'),
        ({"type": "error", "error": {"type": "x", "message": "bad weather"}}, '"bad weather"'),
        ([{"error": {"code": 500, "message": "bad weather"}}], '"bad weather"'),
        ({"error": "bad weather", "error_type": "generation"}, '"bad weather"'),
        ({"object": "error", "message": "bad weather", "code": 500}, '"bad weather"'),
        ({"errors": [{"message": "bad"}, {"message": "weather"}]}, '"bad; weather"'),
        (
            {"detail": [{"loc": ["body", "messages"], "msg": "Field required", "type": "missing"}]},
            '"body.messages: Field required"',
        ),
        (
            {
                "error": {
                    "message": "Provider returned error",
                    "metadata": {"raw": '{"error": {"message": "bad weather"}}'},
                }
            },
            '"Provider returned error: bad weather"',
        ),
        ("<!DOCTYPE html><html><title>502 Bad &amp; Gateway</title><p>x", '"502 Bad & Gateway"'),
        ("<html><body><p>bad</p> weather</body>", '"bad weather"'),
        ("bad\nweather", '"bad weather"'),
        ({"unheard": "of"}, '{"unheard": "of"}'),
        ("", "refuses the request (status 418)."),
    ],
)
async def test_what_a_server_says_is_read_aloud_in_whatever_form_it_comes(
    body: object, said: str
) -> None:
    await check_refused(refuses(418, body), said, requests=1)


async def test_a_wrong_address_is_told_as_that() -> None:
    await check_refused(refuses(404, "<html>nothing here</html>"), "/v1", requests=1)


async def test_a_redirection_is_not_followed() -> None:
    act = refuses(307, "", location="https://elsewhere.example/v1/chat/completions")
    await check_refused(act, "redirects", requests=1)


async def test_a_passing_failure_is_tried_again_after_the_time_that_the_server_names() -> None:
    async with serving(
        refuses(429, {"error": "slow down"}, retry_after="1"), refuses(503), says("at last")
    ) as server:
        started = time.monotonic()
        (reply,) = await ask(OpenAIAnswerer(server.model()))
        assert time.monotonic() - started >= 1.0
        assert reply.text == "at last"
        assert len(server.received) == 3


async def test_a_storm_of_refusals_ends_in_a_message() -> None:
    act = refuses(429, {"error": {"message": "Rate limit reached"}})
    await check_refused(act, "too many requests", "Rate limit reached", "parallel", requests=6)


async def test_a_wait_that_is_too_long_is_told_instead_of_waited_for() -> None:
    await check_refused(refuses(429, {}, retry_after="3600"), "wait 3600 s", requests=1)


async def test_an_account_without_credit_is_not_asked_again() -> None:
    said = {"error": {"message": "You exceeded your quota", "code": "insufficient_quota"}}
    await check_refused(refuses(429, said), "credit", requests=1)


async def test_an_empty_answer_is_told_as_that() -> None:
    await check_refused(streams(finish(), usage(5, 0)), "empty answer")
    await check_refused(streams(), "empty answer")


@pytest.mark.parametrize("text", ["data: {oops\n\n", "data: 42\n\n"])
async def test_what_is_not_the_protocol_is_told_as_that(text: str) -> None:
    await check_refused(streams(text), "OpenAI")


async def test_an_answer_in_html_is_told_as_that() -> None:
    await check_refused(refuses(200, "<html>log in</html>"), "no OpenAI protocol", requests=1)


async def test_a_connection_that_is_cut_in_the_middle_keeps_what_had_come() -> None:
    async with serving(streams(piece("int main() {"), end="cut")) as server:
        (reply,) = await ask(OpenAIAnswerer(server.model()))
        assert (reply.text, reply.ended) == ("int main() {", "broken")
        assert len(server.received) == 1


async def test_invalid_json_in_the_middle_keeps_what_had_come() -> None:
    async with serving(streams(piece("int x"), "data: {oops\n\n")) as server:
        (reply,) = await ask(OpenAIAnswerer(server.model()))
    assert (reply.text, reply.ended) == ("int x", "broken")


async def test_an_error_in_the_middle_of_a_stream_is_told() -> None:
    event = {"error": {"message": "out of GPU memory", "code": 400}}
    await check_refused(streams(event), "out of GPU memory")


async def test_a_connection_that_is_cut_before_anything_came_is_tried_again() -> None:
    async with serving(streams(end="cut"), says("second time")) as server:
        (reply,) = await ask(OpenAIAnswerer(server.model()))
        assert reply.text == "second time"


async def test_a_slow_stream_ends_at_the_time_out_with_what_had_come() -> None:
    act = streams(*[piece("x")] * 100, pause=0.1)
    async with serving(act) as server:
        started = time.monotonic()
        (reply,) = await ask(OpenAIAnswerer(server.model(timeout=0.5)))
        assert 0.4 < time.monotonic() - started < 3
    assert reply.ended == "broken"
    assert set(reply.text) == {"x"}


async def test_a_server_that_says_nothing_is_told_at_the_time_out() -> None:
    await check_refused(streams(end="hang"), "within 0.3 s", requests=1, timeout=0.3)


async def test_an_answer_without_end_is_cut() -> None:
    async with serving(streams(*[piece("y" * (1 << 20))] * 6, end="hang")) as server:
        (reply,) = await ask(OpenAIAnswerer(server.model()))
    assert reply.ended == "length"
    assert len(reply.text) == 4 << 20


async def test_good_answers_are_kept_when_another_one_fails() -> None:
    async with serving(says("good"), refuses(400, {"error": "no more"})) as server:
        answerer = OpenAIAnswerer(server.model(parallel=1))
        stream = answerer.answers(make_prompt(), 3, Sampling())
        assert (await anext(stream)).text == "good"
        with pytest.raises(ModelError, match="no more"):
            await anext(stream)
        await answerer.close()


# --- ending -------------------------------------------------------------------------------------


async def test_closing_the_answers_closes_the_connection_at_once() -> None:
    async with serving(streams(piece("a"), finish(), piece("b", 1), end="hang")) as server:
        answerer = OpenAIAnswerer(server.model())
        stream = answerer.answers(make_prompt(), 2, Sampling())
        await anext(stream)
        started = time.monotonic()
        await stream.aclose()
        async with asyncio.timeout(1):
            await server.hung_up.wait()
        assert time.monotonic() - started < 0.5
        await answerer.close()
        await answerer.close()


async def test_cancelling_before_the_first_word_closes_the_connection_at_once() -> None:
    async def silence(request: Received, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)

    async with serving(silence) as server:
        answerer = OpenAIAnswerer(server.model())
        task = asyncio.create_task(ask(answerer))
        while not server.received:
            await asyncio.sleep(0.01)
        task.cancel()
        async with asyncio.timeout(1):
            await server.hung_up.wait()
        with pytest.raises(asyncio.CancelledError):
            await task


# --- the budget ---------------------------------------------------------------------------------


async def test_a_request_that_the_budget_does_not_allow_is_not_made() -> None:
    async with serving(says("x")) as server:
        ledger = Ledger(Allowance(tokens=50))
        with pytest.raises(BudgetSpent, match="50 tokens"):
            await ask(OpenAIAnswerer(server.model(), ledger=ledger), 1)
        assert server.received == []


async def test_an_answer_may_be_no_longer_than_what_is_left() -> None:
    async with serving(says("x", 20, 100)) as server:
        ledger = Ledger(Allowance(tokens=500))
        await ask(OpenAIAnswerer(server.model(), ledger=ledger), 1)
        assert server.received[0].body["max_tokens"] < 500
        assert ledger.tokens == 120


async def test_requests_together_stay_within_the_budget() -> None:
    async with serving(refuses(400, {"error": {"param": "n"}}), says("x", 10, 90)) as server:
        ledger = Ledger(Allowance(tokens=400))
        answerer = OpenAIAnswerer(server.model(), ledger=ledger)
        with pytest.raises(BudgetSpent):
            await ask(answerer, 8)
        assert ledger.tokens <= 400


async def test_money_is_counted_for_the_search_and_for_the_batch() -> None:
    async with serving(says("x", 1_000_000, 1_000_000)) as server:
        batch = Ledger(Allowance(cost=4.0), "this batch")
        model = server.model(prompt_price=1.0, answer_price=2.0)
        await ask(OpenAIAnswerer(model, ledger=Ledger(above=batch)))
        assert batch.cost == pytest.approx(3.0)
        await ask(OpenAIAnswerer(model, ledger=Ledger(above=batch)))
        with pytest.raises(BudgetSpent, match="this batch"):
            await ask(OpenAIAnswerer(model, ledger=Ledger(above=batch)))
        assert len(server.received) == 2
