"""Answers kept on this machine, where the user allows it: the same question is not asked twice.

They are kept by the model, the prompt, the sampling and the number of the sample. So a search that
is repeated needs no model at all, and its evidence can be replayed without one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncGenerator
from typing import Any, cast

from attrs import asdict, evolve

from hasten.models.answerer import Answerer, Reply, Sampling, Usage
from hasten.prompts.prompt import Prompt
from hasten_sim.store import Store

KIND = "answer"


class KeepingAnswerer:
    """Gives what is kept, and keeps what the model behind it answers.

    `identity` tells models apart that may answer differently: where they are, and which weights.
    Without a seed an answer is left to chance; such answers are neither kept nor given.
    """

    def __init__(self, inner: Answerer, identity: str, store: Store) -> None:
        self.name = inner.name
        self._inner = inner
        self._identity = identity
        self._store = store

    async def answers(
        self, prompt: Prompt, samples: int, sampling: Sampling
    ) -> AsyncGenerator[Reply, None]:
        """Yield kept answers first, then those of the model; see `Answerer`."""
        missing = set(range(samples))
        for index in range(samples):
            kept = self._kept(prompt, sampling, index)
            if kept is not None:
                missing.discard(index)
                yield kept
        if not missing:
            return
        # The seed of a sample is that of the request and its number: the rest can stand alone.
        first = min(missing)
        seed = None if sampling.seed is None else sampling.seed + first
        fresh = self._inner.answers(prompt, samples - first, evolve(sampling, seed=seed))
        try:
            async for reply in fresh:
                numbered = evolve(reply, index=reply.index + first)
                if numbered.index in missing:
                    self._keep(prompt, sampling, numbered)
                    yield numbered
        finally:
            await fresh.aclose()

    def count_tokens(self, text: str) -> int | None:
        """What the model behind it counts."""
        return self._inner.count_tokens(text)

    async def close(self) -> None:
        """Close the model behind it; the store is not ours."""
        await self._inner.close()

    def _key(self, prompt: Prompt, sampling: Sampling, index: int) -> str:
        parts = [self._identity, prompt.digest, *asdict(sampling).values(), index]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def _kept(self, prompt: Prompt, sampling: Sampling, index: int) -> Reply | None:
        if sampling.seed is None:
            return None
        found = self._store.get(KIND, self._key(prompt, sampling, index))
        try:
            return None if found is None else _reply(found, index)
        except (KeyError, TypeError):
            return None

    def _keep(self, prompt: Prompt, sampling: Sampling, reply: Reply) -> None:
        # Half an answer is an accident, not what the model has to say.
        if sampling.seed is None or reply.ended == "broken" or not reply.text:
            return
        key = self._key(prompt, sampling, reply.index)
        self._store.put(KIND, key, asdict(evolve(reply, index=0)))


def _reply(value: object, index: int) -> Reply:
    kept = cast("dict[str, Any]", value)
    usage = Usage(**kept["usage"])
    return Reply(index, str(kept["text"]), str(kept["ended"]), usage, float(kept["seconds"]))
