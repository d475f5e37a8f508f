"""Sharing out the processor: who runs next, and work that several wait for."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import AsyncGenerator, Callable, Coroutine, Hashable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Generic, TypeVar

from attrs import define

T = TypeVar("T")


class Slots:
    """A semaphore that serves the smallest `rank` first, and equal ranks in order of arrival.

    With one rank a trial, trials that have begun are finished before others begin: the first
    results come early, and much of the rest can then be cut short.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._free = count
        self._arrivals = itertools.count()
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []

    @asynccontextmanager
    async def take(self, rank: int) -> AsyncGenerator[None]:
        """Hold one slot while the context lasts."""
        await self._acquire(rank)
        try:
            yield
        finally:
            self._release_soon()

    async def _acquire(self, rank: int) -> None:
        if self._free > 0:
            self._free -= 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (rank, next(self._arrivals), turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._release()
            raise

    def _release_soon(self, turns: int = 4) -> None:
        """Release after who just finished has had the chance to ask again, or to call others off.

        They would come too late otherwise: the slot would be given to one of a higher rank, or to
        one that is about to be cancelled.
        """
        if turns:
            asyncio.get_running_loop().call_soon(self._release_soon, turns - 1)
        else:
            self._release()

    def _release(self) -> None:
        while self._waiting:
            _, _, turn = heapq.heappop(self._waiting)
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


@define
class _Work(Generic[T]):
    task: asyncio.Task[T]
    waiting: int = 0


class Shared(Generic[T]):
    """Work by key: who asks while it is under way waits for the same result.

    Work is cancelled when the last of those who wait for it is.
    """

    def __init__(self) -> None:
        self._works: dict[Hashable, _Work[T]] = {}

    def __contains__(self, key: Hashable) -> bool:
        return key in self._works

    async def get(self, key: Hashable, make: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """The result of the work under way for `key`; of `make()` when there is none."""
        work = self._works.get(key)
        if work is None:
            work = self._works[key] = _Work(asyncio.create_task(make()))
            work.task.add_done_callback(partial(self._forget, key))
        work.waiting += 1
        try:
            return await asyncio.shield(work.task)
        finally:
            work.waiting -= 1
            if work.waiting == 0 and not work.task.done():
                # Nobody may join work that is about to end for want of anybody waiting.
                self._works.pop(key, None)
                work.task.cancel()
                await asyncio.wait([work.task])

    def _forget(self, key: Hashable, task: asyncio.Task[T]) -> None:
        work = self._works.get(key)
        if work is not None and work.task is task:
            del self._works[key]

    async def close(self) -> None:
        """Cancel whatever is under way."""
        tasks = [work.task for work in self._works.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def in_order(
    works: Sequence[Callable[[], Coroutine[Any, Any, T]]], going: Callable[[T], bool]
) -> list[T]:
    """Do all works side by side, but take their results in order, until one says stop.

    What is still under way then is cancelled; so what is returned does not depend on timing.
    """
    tasks = [asyncio.create_task(work()) for work in works]
    results: list[T] = []
    try:
        for task in tasks:
            results.append(await task)
            if not going(results[-1]):
                break
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return results
