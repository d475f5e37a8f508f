"""A server that speaks the OpenAI protocol, on the web or on this machine.

What a server does not know (several samples in one request, a seed, the usage in a stream) is
found out from its refusals and remembered.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import TYPE_CHECKING

from attrs import define, evolve, frozen

from hasten.errors import ModelError
from hasten.model_settings import ModelSettings
from hasten.models.accounting import Ledger, Price, estimated_tokens
from hasten.models.answerer import Reply, Sampling, Usage
from hasten.models.keys import NONE, Secret
from hasten.models.openai_connection import Connection, Cut, Passing, Refused
from hasten.models.openai_errors import Refusal, explained
from hasten.models.openai_protocol import COMPLETION_TOKENS, Answer, Written, body
from hasten.models.streaming import Give, streamed
from hasten.prompts.prompt import Prompt

if TYPE_CHECKING:
    import httpx

LEAST_TOKENS = 64
"""A shorter answer holds no program: with less left, nothing is asked."""
ATTEMPTS = 6
FIRST_WAIT = 0.5
LONGEST_WAIT = 20.0
JITTER = 1.0


@frozen
class _Question:
    """What one call of `answers` asks, for all its requests."""

    prompt: Prompt
    sampling: Sampling
    tokens: int | None
    """The most that one answer may have."""
    estimate: int
    """Tokens of the prompt, about."""


class OpenAIAnswerer:
    """Asks one model of one server.

    `unlock` gives the key before the first request is made, or raises ModelError when none may be
    made. `transport` stands in for the network.
    """

    def __init__(
        self,
        model: ModelSettings,
        unlock: Callable[[], Secret] = lambda: NONE,
        ledger: Ledger | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.name = model.name
        self._model = model
        self._unlock = unlock
        self._key = NONE
        self._ledger = ledger or Ledger()
        self._price = Price.of(model)
        self._connection = Connection(model, transport)
        self._turns = asyncio.Semaphore(model.parallel)
        self._without: frozenset[str] = frozenset()
        self._many = True
        """Whether the server gives several samples in one request, as far as is known."""
        self._not_before = 0.0

    def answers(
        self, prompt: Prompt, samples: int, sampling: Sampling
    ) -> AsyncGenerator[Reply, None]:
        """Yield answers as they are complete; see `Answerer`."""

        async def work(give: Give) -> None:
            await self._ask(prompt, samples, sampling, give)

        return streamed(work)

    def count_tokens(self, text: str) -> int | None:
        """Not known: the tokenizer is the server's."""
        del text
        return None

    async def close(self) -> None:
        """Close the connections. Closing twice is fine."""
        await self._connection.close()

    # --- what is asked ------------------------------------------------------------------------

    async def _ask(self, prompt: Prompt, samples: int, sampling: Sampling, give: Give) -> None:
        if not self._connection.is_open:
            self._key = self._unlock()
            self._connection.open(self._key)
        question = self._question(prompt, samples, sampling)
        missing = list(range(samples))
        something = False

        def pass_on(reply: Reply) -> None:
            nonlocal something
            missing.remove(reply.index)
            something |= bool(reply.text)
            give(reply)

        if samples > 1 and self._many:
            await self._request(question, tuple(missing), pass_on)
        if missing:
            await self._one_by_one(question, tuple(missing), pass_on)
        if not something:
            raise ModelError(
                f"{self.name} gave an empty answer.",
                "Where the model thinks first, let it use more tokens (`answerTokens`).",
            )

    async def _one_by_one(self, question: _Question, indices: Sequence[int], give: Give) -> None:
        failures: list[ModelError] = []

        async def one(index: int) -> None:
            # What the first requests fail at, the others would fail at.
            if not failures:
                try:
                    await self._request(question, (index,), give)
                except ModelError as failure:
                    failures.append(failure)

        await asyncio.gather(*(one(index) for index in indices))
        if failures:
            raise failures[0]

    def _question(self, prompt: Prompt, samples: int, sampling: Sampling) -> _Question:
        """The question, with the most tokens that an answer may have by all that limits it."""
        estimate = estimated_tokens(prompt.text)
        limits = [sampling.tokens, self._model.answer_tokens or None]
        if prompt.form == "completion" and not any(limits):
            limits.append(COMPLETION_TOKENS)
        requests = 1 if self._many else samples
        affordable = self._ledger.affordable(estimate * requests, self._price)
        if affordable is not None:
            limits.append(max(affordable // samples, LEAST_TOKENS))
        tokens = min((one for one in limits if one is not None), default=None)
        return _Question(prompt, sampling, tokens, estimate)

    # --- one request --------------------------------------------------------------------------

    async def _request(self, question: _Question, indices: Sequence[int], give: Give) -> None:
        """Ask for some samples in one request, again where that may help."""
        import stamina

        async with self._turns:
            most = (question.tokens or 0) * len(indices)
            cost = self._price.cost(question.estimate, most)
            with self._ledger.hold(question.estimate + most, cost):
                try:
                    async for attempt in stamina.retry_context(
                        on=self._wait_for_another_try,
                        attempts=ATTEMPTS,
                        timeout=self._model.timeout,
                        wait_initial=FIRST_WAIT,
                        wait_max=LONGEST_WAIT,
                        wait_jitter=JITTER,
                    ):
                        with attempt:
                            await self._adapted(question, indices, give)
                except Passing as passing:
                    raise passing.error from None

    def _wait_for_another_try(self, problem: Exception) -> bool | float:
        """Whether to try again, or after how many seconds."""
        if not isinstance(problem, Passing):
            return False
        if problem.wait is None:
            return True
        if problem.wait > self._model.timeout:
            return False
        # The other requests that are under way would only be refused as well.
        self._not_before = max(self._not_before, time.monotonic() + problem.wait)
        return problem.wait

    async def _adapted(self, question: _Question, indices: Sequence[int], give: Give) -> None:
        """Ask; leave out what the server does not know, and ask again."""
        if (pause := self._not_before - time.monotonic()) > 0:
            await asyncio.sleep(pause)
        while True:
            try:
                return await self._once(question, indices, give)
            except Refused as refused:
                refusal = refused.refusal
            unknown = refusal.unknown_option(self._sent(question, len(indices)))
            if unknown is None:
                raise await self._problem(refusal)
            if unknown == "n":
                self._many = False
                return None
            self._without |= {unknown}

    async def _problem(self, refusal: Refusal) -> Exception:
        """What to raise for a refusal: Passing, or the message for the user."""
        known = await self._connection.models() if refusal.is_unknown_model else ""
        error = explained(refusal, self._model, self._key, known)
        return Passing(error, refusal.wait) if refusal.may_pass else error

    def _sent(self, question: _Question, samples: int) -> frozenset[str]:
        sampling, prompt = question.sampling, question.prompt
        given = {
            "stream_options": True,
            "temperature": True,
            "seed": sampling.seed is not None,
            "top_p": sampling.top_p < 1.0,
            "stop": bool(prompt.stop),
            "n": samples > 1,
            "max_tokens": question.tokens is not None,
        }
        return frozenset(name for name, is_given in given.items() if is_given) - self._without

    async def _once(self, question: _Question, indices: Sequence[int], give: Give) -> None:
        started = time.monotonic()
        sampling = question.sampling
        if sampling.seed is not None:
            sampling = evolve(sampling, seed=sampling.seed + indices[0])
        content = body(
            self._model.asked_as,
            question.prompt,
            sampling,
            samples=len(indices),
            tokens=question.tokens,
            without=self._without,
        )
        answer = Answer(len(indices))
        shares = Shares(self._price, question.estimate)

        def pass_on(index: int) -> None:
            if index < len(indices):
                written = answer.samples[index]
                text = written.whole(question.prompt.stop)
                seconds = time.monotonic() - started
                usage = shares.of(answer, written)
                give(Reply(indices[index], text, written.ended, usage, seconds))

        last: list[int] = []

        def ended(index: int) -> None:
            # The last one waits for the count of tokens, which comes right after it.
            last.append(index) if answer.still_open <= 0 else pass_on(index)

        try:
            await self._connection.ask(content, question.prompt.form, answer, ended)
        except Cut:
            for index, written in answer.samples.items():
                if not written.ended and written.length:
                    written.ended = "broken"
                    last.append(index)
        finally:
            if answer.samples:
                self._ledger.book(shares.total(answer))
        for index in last:
            pass_on(index)


@define
class Shares:
    """Divides what a request took among its samples: servers count only all together.

    Samples that end before the others get an estimate, the last one the prompt and the rest.
    """

    price: Price
    estimate: int
    answer_tokens: int = 0

    def of(self, answer: Answer, written: Written) -> Usage:
        """The share of one sample; each is asked for once, when it is given away."""
        if answer.counted is not None:
            prompt = answer.counted.prompt_tokens
            answered = max(0, answer.counted.answer_tokens - self.answer_tokens)
        else:
            prompt, answered = 0, _about(written)
        self.answer_tokens += answered
        return self.price.usage(prompt, answered)

    def total(self, answer: Answer) -> Usage:
        """What the request took, by the server's count where there is one."""
        if answer.counted is not None:
            return self.price.usage(answer.counted.prompt_tokens, answer.counted.answer_tokens)
        return self.price.usage(self.estimate, sum(map(_about, answer.samples.values())))


def _about(written: Written) -> int:
    """The tokens of a sample: most servers send each in a piece of its own."""
    return max(written.pieces, written.length // 4)
