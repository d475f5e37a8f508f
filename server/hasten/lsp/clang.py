"""Clang's facts in the background: asked for early, never waited for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

from hasten.nouns import text_digest
from hasten_sim.errors import SimError
from hasten_sim.facts import Facts

logger = logging.getLogger(__name__)

Ask = Callable[[Path, str], Awaitable[Facts]]

DEBOUNCE_SECONDS = 0.4
KEPT = 8
LARGEST_BYTES = 2 << 20
"""Larger texts are left to the search: clang would take minutes for them."""


class Clang:
    """What clang said of the latest texts."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._facts: dict[str, Facts] = {}
        self._waiting: dict[str, tuple[str, asyncio.Task[None]]] = {}
        self.problem = ""

    def facts(self, text: str) -> Facts | None:
        """What is known of this very text."""
        return self._facts.get(text_digest(text))

    def request(self, uri: str, path: Path, text: str) -> None:
        """Ask about a text soon; an earlier question about the document is withdrawn."""
        digest = text_digest(text)
        waiting = self._waiting.get(uri)
        if digest in self._facts or len(text) > LARGEST_BYTES:
            return
        if waiting is not None:
            if waiting[0] == digest:
                return
            waiting[1].cancel()
        task = asyncio.create_task(self._soon(path, text, digest), name=f"clang {path.name}")
        self._waiting[uri] = (digest, task)
        task.add_done_callback(lambda done: self._finished(uri, done))

    def forget(self, uri: str) -> None:
        """Ask no more about a document."""
        if (waiting := self._waiting.pop(uri, None)) is not None:
            waiting[1].cancel()

    async def close(self) -> None:
        """Ask no more at all."""
        tasks = [task for _, task in self._waiting.values()]
        for uri in tuple(self._waiting):
            self.forget(uri)
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _soon(self, path: Path, text: str, digest: str) -> None:
        await asyncio.sleep(DEBOUNCE_SECONDS)
        try:
            facts = await self._ask(path, text)
        except SimError as error:
            if self.problem != error.message:
                logger.warning("clang cannot be asked: %s", error)
            self.problem = error.message
            return
        self.problem = ""
        self._facts[digest] = facts
        while len(self._facts) > KEPT:
            del self._facts[next(iter(self._facts))]

    def _finished(self, uri: str, task: asyncio.Task[None]) -> None:
        if uri in self._waiting and self._waiting[uri][1] is task:
            del self._waiting[uri]
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("asking clang failed", exc_info=error)
