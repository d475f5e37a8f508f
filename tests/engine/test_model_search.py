"""The search with a language model, on answers that are kept and programs whose cost is known."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from pathlib import Path

import pytest
from attrs import define, field

from hasten.engine.model_search import Asked, Helpers, ModelSearch
from hasten.errors import ModelError
from hasten.models.answerer import Reply, Sampling
from hasten.nouns import Candidate, Edit, Origin, Rewrite, Span, Target, Trial
from hasten.prompts.prompt import Example, Message, Prompt
from hasten.prompts.strategy import Answered, Ask, Diagnosis, Flow, Retrieve, Together
from hasten_sim.nouns import Accepted, CaseCost, CompileError, Measurement, Verdict, WrongOutput

SLOW = '#include <cstdio>\nint main() { /* slow */ puts("1"); }\n'
FAST = "#include <cstdio>\nint main() { /* fast */ putchar('1'); putchar(10); }\n"
WRONG = '#include <cstdio>\nint main() { puts("2"); }\n'
ROUNDED = "int main() { double x = std::floor(1.5); return int(x) - 1; }\n"
PROMPT = Prompt((Message("user", "make it fast"),), "instruction", "0" * 64)


def fenced(code: str) -> str:
    return f"Here it is:\n```cpp\n{code}```\n"


@define
class Kept:
    """A model that gives kept answers, an exception in the place of one that it fails at."""

    answers_kept: Sequence[str | ModelError]
    name: str = "kept"
    prompts: list[Prompt] = field(factory=list[Prompt])
    seeds: list[int | None] = field(factory=list[int | None])
    closed: bool = False

    async def answers(
        self, prompt: Prompt, samples: int, sampling: Sampling
    ) -> AsyncGenerator[Reply, None]:
        self.prompts.append(prompt)
        self.seeds.append(sampling.seed)
        try:
            for index, one in enumerate(self.answers_kept[:samples]):
                await asyncio.sleep(0)
                if isinstance(one, ModelError):
                    raise one
                yield Reply(index, one)
        finally:
            self.closed = True

    def count_tokens(self, text: str) -> int | None:
        return None

    async def close(self) -> None:
        return


class Thinking(Kept):
    """A model that has not answered yet."""

    async def answers(
        self, prompt: Prompt, samples: int, sampling: Sampling
    ) -> AsyncGenerator[Reply, None]:
        await asyncio.Event().wait()
        async for reply in Kept.answers(self, prompt, samples, sampling):
            yield reply


def measured(cost: float) -> Measurement:
    return Measurement("counted", "1", "events", (CaseCost("1", cost),), deterministic=True)


def tried(candidate: Candidate) -> Trial:
    """What becomes of a text: it says itself what it costs, and whether it is right."""
    text = candidate.text
    verdict: Verdict = Accepted(1)
    if "std::floor" in text and "<cmath>" not in text:
        verdict = CompileError("prog.cpp:1:26: error: 'floor' is not a member of 'std'")
    elif 'puts("2")' in text:
        verdict = WrongOutput("1", "expected 1, got 2")
    if not isinstance(verdict, Accepted):
        return Trial(candidate, verdict)
    cost = 100.0 if "slow" in text else 50.0
    return Trial(candidate, verdict, measured(cost / 2 if "QUICK" in text else cost))


async def no_examples(effect: object) -> tuple[Example, ...]:
    return (Example("pair-1", "p", "slow", "fast"),)


async def no_diagnosis(answered: Answered) -> Diagnosis:
    return Diagnosis()


async def no_rules(text: str) -> Sequence[Rewrite]:
    return ()


async def quick(text: str) -> Sequence[Rewrite]:
    """A rule that makes any program but a quick one twice as fast."""
    if "QUICK" in text:
        return ()
    at = text.index("int main")
    edits = (Edit(at, at, "/* QUICK */ "),)
    return (
        Rewrite("quick", "exact", "miscellaneous", "quick", "", Span(at, at + 3), edits, gain=2.0),
    )


async def slowly_quick(text: str) -> Sequence[Rewrite]:
    """The same rule, which never gets done."""
    await asyncio.Event().wait()
    return await quick(text)


Rules = Callable[[str], Awaitable[Sequence[Rewrite]]]


def make(flow: Flow, model: Kept, rules: Rules = no_rules) -> ModelSearch:
    return make_all([(flow, model)], rules)


def make_all(talks: Sequence[tuple[Flow, Kept]], rules: Rules = no_rules) -> ModelSearch:
    target = Target(SLOW, Path("a.cpp"), Span(0, len(SLOW)))
    baseline = tried(Candidate(SLOW, Origin("original")))
    helpers = Helpers(no_examples, rules, no_diagnosis, lambda text: text)
    asked = [Asked(flow, model, "instruction", "as it is") for flow, model in talks]
    return ModelSearch(target, baseline, asked, helpers)


async def run(search: ModelSearch) -> list[Trial]:
    """Try every candidate, as the engine does, until there are no more."""
    trials: list[Trial] = []
    try:
        while found := await asyncio.wait_for(search.next_round(tuple(trials)), 10):
            trials += [tried(one) for one in found]
    finally:
        await search.close()
    return trials


def asking(samples: int, into: list[Answered]) -> Flow:
    into += yield Ask(PROMPT, samples)


async def test_each_answer_is_tried_and_the_strategy_is_told() -> None:
    told: list[Answered] = []
    model = Kept([fenced(FAST), fenced(WRONG), "I cannot do that."])
    trials = await run(make(asking(3, told), model))
    assert {one.candidate.text for one in trials} == {FAST, WRONG}
    assert [one.accepted for one in told] == [True, False, False]
    assert told[0].speedup == pytest.approx(2.0)
    assert told[1].trial is not None
    assert "no code" in told[2].problem


async def test_the_origin_names_model_strategy_and_prompt() -> None:
    trials = await run(make(asking(1, []), Kept([fenced(FAST)])))
    origin = trials[0].candidate.origin
    assert origin.describe() == "kept (as it is), answer 1"
    assert origin.guarantee == "test_guarded"
    assert origin.answer is not None
    assert (origin.answer.model, origin.answer.prompt) == ("kept", PROMPT.digest)


async def test_a_question_that_comes_again_gets_other_samples() -> None:
    told: list[Answered] = []

    def flow() -> Flow:
        for _ in range(2):
            told.extend((yield Ask(PROMPT, 2)))

    model = Kept([fenced(FAST), fenced(WRONG)])
    search = make(flow(), model)
    await run(search)
    assert model.seeds == [0, 2]
    assert [one.answer.sample for one in search.untried] == [2, 3]


async def test_the_same_answer_is_tried_once() -> None:
    told: list[Answered] = []
    trials = await run(make(asking(2, told), Kept([fenced(FAST), fenced(FAST)])))
    assert len(trials) == 1
    assert "said before" in told[1].problem


async def test_a_missing_standard_header_is_added_without_asking() -> None:
    told: list[Answered] = []
    trials = await run(make(asking(1, told), Kept([fenced(ROUNDED)])))
    assert [type(one.verdict) for one in trials] == [CompileError, Accepted]
    assert told[0].code is not None
    assert "#include <cmath>" in told[0].code


async def test_the_rules_are_tried_on_the_best_answer_at_the_end() -> None:
    trials = await run(make(asking(1, []), Kept([fenced(FAST)]), quick))
    best = min(trials, key=lambda one: one.cost or 0.0)
    assert best.cost == 25.0
    assert best.candidate.origin.describe() == "kept (as it is), answer 1 + quick"
    assert best.candidate.origin.answer is not None


async def test_then_the_rules_are_tried_on_the_original() -> None:
    trials = await run(make(asking(1, []), Kept([fenced(WRONG)]), quick))
    right = [one for one in trials if one.accepted]
    assert [one.candidate.origin.describe() for one in right] == ["quick"]
    assert right[0].candidate.origin.answer is None


async def test_while_a_model_thinks_the_best_guess_of_the_rules_is_tried() -> None:
    search = make(asking(1, []), Thinking([fenced(FAST)]), quick)
    first = await asyncio.wait_for(search.next_round(()), 10)
    assert [one.origin.describe() for one in first] == ["quick"]
    await search.close()


async def test_a_model_that_fails_while_a_guess_is_tried_is_an_error() -> None:
    search = make(asking(1, []), Kept([ModelError("no route to the server")]), slowly_quick)
    with pytest.raises(ModelError, match="no route"):
        await asyncio.wait_for(search.next_round(()), 10)
    await search.close()


async def test_several_models_are_asked_and_the_rules_tried_on_the_best_answer_of_all() -> None:
    slower = FAST.replace("fast", "slow")
    models = [
        Kept([fenced(slower)], name="one"),
        Kept([fenced(FAST), fenced(FAST)], name="two"),
        Kept([ModelError("three has hung up")], name="three"),
    ]
    told: list[Answered] = []
    search = make_all([(asking(2, told), model) for model in models], quick)
    trials = await run(search)
    best = min(trials, key=lambda one: one.cost or 0.0)
    assert best.candidate.origin.describe() == "two (as it is), answer 1 + quick"
    names = {one.candidate.origin.answer.model for one in trials if one.candidate.origin.answer}
    assert names == {"one", "two"}
    assert search.problems == ["three has hung up"]
    assert search.answers == 3
    assert "of one and two and three could not be tried" in search.told("2x faster")


async def test_only_where_no_model_answers_it_is_an_error() -> None:
    models = [Kept([ModelError(f"{name} is down")], name=name) for name in ("one", "two")]
    with pytest.raises(ModelError, match="one is down"):
        await run(make_all([(asking(1, []), model) for model in models]))


async def test_what_was_had_before_an_error_stays_good() -> None:
    search = make(asking(3, []), Kept([fenced(FAST), ModelError("the server hung up")]))
    trials = await run(search)
    assert len(trials) == 1
    assert search.problems == ["the server hung up"]


async def test_a_model_that_gives_no_answer_is_an_error() -> None:
    search = make(asking(3, []), Kept([ModelError("no route to the server")]))
    with pytest.raises(ModelError, match="no route"):
        await run(search)


async def test_effects_that_go_together_come_back_in_their_order() -> None:
    came: list[object] = []

    def flow() -> Flow:
        came.append((yield Together((Retrieve("x", 1), Ask(PROMPT, 1, about="text")))))

    await run(make(flow(), Kept(["A loop that allocates."])))
    (examples, answers), *_ = came  # pyright: ignore
    assert examples[0].key == "pair-1"  # pyright: ignore
    assert answers[0].text == "A loop that allocates."  # pyright: ignore


async def test_closing_ends_what_the_model_is_asked() -> None:
    ended = asyncio.Event()

    @define
    class Endless(Kept):
        async def answers(
            self, prompt: Prompt, samples: int, sampling: Sampling
        ) -> AsyncGenerator[Reply, None]:
            try:
                await asyncio.sleep(3600)
                yield Reply(0, "")
            finally:
                ended.set()

    search = make(asking(1, []), Endless([]))
    waiting = asyncio.create_task(search.next_round(()))  # pyright: ignore
    await asyncio.sleep(0.01)
    waiting.cancel()
    await search.close()
    assert ended.is_set()
