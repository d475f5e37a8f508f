"""Answers that come out of a task of their own, as they are complete."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine

from hasten.models.answerer import Reply

Give = Callable[[Reply], None]


async def streamed(work: Callable[[Give], Coroutine[None, None, None]]) -> AsyncGenerator[Reply]:
    """Yield what `work` gives, then raise what it raises. Closing ends it before it returns."""
    found: asyncio.Queue[Reply | None] = asyncio.Queue()
    task = asyncio.create_task(work(found.put_nowait))
    task.add_done_callback(lambda _: found.put_nowait(None))
    try:
        while (reply := await found.get()) is not None:
            yield reply
        await task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
