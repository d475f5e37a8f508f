"""A checkpoint on this machine, asked in the process that holds it; see `local_process`."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

from hasten.errors import ModelError
from hasten.model_settings import ModelSettings
from hasten.models.accounting import Ledger, Price, estimated_tokens
from hasten.models.answerer import Reply, Sampling
from hasten.models.local_process import CheckpointProcess
from hasten.models.streaming import Give, streamed
from hasten.prompts.prompt import Prompt

POLL_SECONDS = 0.2


class LocalAnswerer:
    """Asks a checkpoint in its process, which may outlive the answerer: `give_back` says so."""

    def __init__(
        self,
        model: ModelSettings,
        process: CheckpointProcess,
        ledger: Ledger | None = None,
        give_back: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self.name = model.name
        self.process = process
        self._model = model
        self._ledger = ledger or Ledger()
        self._price = Price.of(model)
        self._give_back = give_back or process.close

    def answers(
        self, prompt: Prompt, samples: int, sampling: Sampling
    ) -> AsyncGenerator[Reply, None]:
        """Yield answers as they are complete; see `Answerer`. All are written in one batch."""

        async def work(give: Give) -> None:
            async with self.process.turn:
                await self._ask(prompt, samples, sampling, give)

        return streamed(work)

    async def prepare(self) -> None:
        """Load the checkpoint unless it is loaded. Raises ModelError."""
        async with self.process.turn:
            await self.process.ready()

    def count_tokens(self, text: str) -> int | None:
        """By the checkpoint's own tokenizer."""
        return self.process.checkpoint.count_tokens(text)

    async def close(self) -> None:
        """Give the process back. Closing twice is fine."""
        await self._give_back()

    # --- one question -------------------------------------------------------------------------

    async def _ask(self, prompt: Prompt, samples: int, sampling: Sampling, give: Give) -> None:
        length = self.count_tokens(prompt.text) or estimated_tokens(prompt.text)
        limits = [sampling.tokens, self._model.answer_tokens or None]
        affordable = self._ledger.affordable(length, self._price)
        if affordable is not None:
            limits.append(max(1, affordable // samples))
        tokens = min((one for one in limits if one is not None), default=None)
        most = (tokens or 0) * samples
        with self._ledger.hold(length + most, self._price.cost(length, most)):
            await self.process.ready()
            question = _question(prompt, samples, sampling, tokens)
            try:
                begun = await self.process.request({"begin": question})
                await self._collect(int(begun["prompt_tokens"]), give)
            except BaseException:
                await self.process.stop()
                raise

    async def _collect(self, prompt_tokens: int, give: Give) -> None:
        """Pass samples on as they end. Raises ModelError at the time-out when there were none."""
        unpaid = prompt_tokens
        count = 0
        deadline = time.monotonic() + self._model.timeout
        is_done = False
        while not is_done:
            if time.monotonic() < deadline:
                answer = await self.process.request({"next": POLL_SECONDS})
            else:
                answer = await self.process.stop()
            for one in answer["samples"]:
                usage = self._price.usage(unpaid, int(one["tokens"]))
                unpaid = 0
                self._ledger.book(usage)
                count += 1
                give(Reply(one["index"], one["text"], one["ended"], usage, one["seconds"]))
            is_done = answer["done"]
        if not count:
            raise ModelError(
                f"{self.name} has written nothing within {self._model.timeout:g} s.",
                "`timeout` is the longest time that an answer may take.",
            )


def _question(
    prompt: Prompt, samples: int, sampling: Sampling, tokens: int | None
) -> dict[str, Any]:
    seeds = [None if sampling.seed is None else sampling.seed + one for one in range(samples)]
    asked: dict[str, Any] = {
        "samples": list(enumerate(seeds)),
        "stop": list(prompt.stop),
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "tokens": tokens,
    }
    if prompt.form == "chat":
        return asked | {"messages": [[one.role, one.text] for one in prompt.messages]}
    return asked | {"text": prompt.text}
