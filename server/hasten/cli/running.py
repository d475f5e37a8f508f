"""Where asynchronous work meets a process: signals end it cleanly, with every child process."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from hasten.corpus.examples import opener
from hasten.engine.engine import Engine
from hasten_sim.store import Store

T = TypeVar("T")


class Terminated(BaseException):
    """The process was asked to end (SIGTERM); everything has been cleaned up."""


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end. Ctrl-C and SIGTERM cancel the work, wait for it, then raise.

    Raises KeyboardInterrupt and Terminated.
    """

    async def watched() -> T:
        task = asyncio.ensure_future(work)
        terminated = False

        def end() -> None:
            nonlocal terminated
            terminated = True
            task.cancel()

        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, end)
        try:
            return await task
        except asyncio.CancelledError:
            # Ctrl-C cancelled this coroutine, not the work: see to it that it has ended.
            task.cancel()
            await asyncio.wait([task])
            if terminated:
                raise Terminated from None
            raise

    return asyncio.run(watched())


@asynccontextmanager
async def open_engine() -> AsyncGenerator[Engine]:
    """An engine on the user's cache; when the block ends, nothing of it is left running."""
    store = Store()
    try:
        engine = Engine(store, examples=opener(store.directory / "retrieval"))
        try:
            yield engine
        finally:
            await engine.close()
    finally:
        store.close()
