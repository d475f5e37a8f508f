"""The model that the user has in their editor: asked through a request of the language server.

The request is `hasten/complete`. Its parameters are `{model, messages: [{role, text}],
temperature, seed, maxTokens, stop}`, where what is not known is left out; its result is `{text}`
and, where the editor knows, `{ended, promptTokens, answerTokens}`. One request is one sample.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from typing import Any, cast

from hasten.errors import ModelError
from hasten.model_settings import ModelSettings
from hasten.models.accounting import Ledger, Price, estimated_tokens
from hasten.models.answerer import Reply, Sampling
from hasten.models.streaming import Give, streamed
from hasten.prompts.prompt import Prompt

METHOD = "hasten/complete"
Complete = Callable[[dict[str, Any]], Awaitable[object]]
"""Sends the request and returns its result. Cancelling it cancels the editor's request."""

_ASSUMED_TOKENS = 4096


class EditorAnswerer:
    """Asks the editor. `complete` None: this editor has no model to ask."""

    def __init__(
        self, model: ModelSettings, complete: Complete | None, ledger: Ledger | None = None
    ) -> None:
        self.name = model.name
        self._model = model
        self._complete = complete
        self._ledger = ledger or Ledger()
        self._price = Price.of(model)
        self._turns = asyncio.Semaphore(model.parallel)

    def answers(
        self, prompt: Prompt, samples: int, sampling: Sampling
    ) -> AsyncGenerator[Reply, None]:
        """Yield answers as they are complete; see `Answerer`."""

        async def work(give: Give) -> None:
            failures: list[ModelError] = []

            async def one(index: int) -> None:
                async with self._turns:
                    if not failures:
                        try:
                            give(await self._ask(prompt, sampling, index))
                        except ModelError as failure:
                            failures.append(failure)

            await asyncio.gather(*(one(index) for index in range(samples)))
            if failures:
                raise failures[0]

        return streamed(work)

    def count_tokens(self, text: str) -> int | None:
        """Not known: the tokenizer is the editor's."""
        del text
        return None

    async def close(self) -> None:
        """Nothing is open: requests end with their answers."""

    async def _ask(self, prompt: Prompt, sampling: Sampling, index: int) -> Reply:
        if self._complete is None:
            raise ModelError(
                f"{self.name} is a model of the editor, and this one offers none.",
                "In VS Code install an extension that brings language models and sign in there; "
                "other editors answer `hasten/complete`, or take a model of another kind.",
            )
        started = time.monotonic()
        estimate = estimated_tokens(prompt.text)
        tokens = sampling.tokens or self._model.answer_tokens or None
        most = estimate + (tokens or _ASSUMED_TOKENS)
        cost = self._price.cost(estimate, tokens or _ASSUMED_TOKENS)
        with self._ledger.hold(most, cost):
            try:
                async with asyncio.timeout(self._model.timeout):
                    result = await self._complete(self._request(prompt, sampling, tokens, index))
            except TimeoutError:
                raise ModelError(
                    f"The editor's model {self.name} does not answer within "
                    f"{self._model.timeout:g} s.",
                    "`timeout` is the longest time that an answer may take.",
                ) from None
            except ModelError:
                raise
            except Exception as problem:
                # Whatever the editor's side says, in its own words.
                said = " ".join(str(problem).split())[:300] or type(problem).__name__
                raise ModelError(f"The editor's model {self.name} cannot answer: {said}") from None
            reply = self._reply(result, prompt, index, time.monotonic() - started)
            self._ledger.book(reply.usage)
        return reply

    def _request(
        self, prompt: Prompt, sampling: Sampling, tokens: int | None, index: int
    ) -> dict[str, Any]:
        request: dict[str, Any] = {
            "model": self._model.asked_as,
            "messages": [{"role": one.role, "text": one.text} for one in prompt.messages],
            "temperature": sampling.temperature,
            "stop": list(prompt.stop),
        }
        if sampling.seed is not None:
            request["seed"] = sampling.seed + index
        if tokens is not None:
            request["maxTokens"] = tokens
        return request

    def _reply(self, result: object, prompt: Prompt, index: int, seconds: float) -> Reply:
        none: Mapping[str, Any] = {}
        answer = cast("Mapping[str, Any]", result) if isinstance(result, Mapping) else none
        text = answer.get("text")
        if not isinstance(text, str):
            raise ModelError(
                f"The editor answers {METHOD} with something that is no answer.",
                'Its result must be an object with a "text".',
            )
        if not text.strip():
            raise ModelError(f"{self.name} gave an empty answer.")
        asked, answered = answer.get("promptTokens"), answer.get("answerTokens")
        usage = self._price.usage(
            asked if isinstance(asked, int) else estimated_tokens(prompt.text),
            answered if isinstance(answered, int) else estimated_tokens(text),
        )
        ended = "length" if answer.get("ended") == "length" else "stop"
        return Reply(index, text, ended, usage, seconds)
