"""The searches that are running, so that each of them can be ended."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

logger = logging.getLogger(__name__)

AT_ONCE = 2
"""Searches that run at the same time; each has children of its own on every processor."""


class Jobs:
    """Tasks that start children. None outlives the server."""

    def __init__(self) -> None:
        self.slots = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closed = False

    def start(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        """Do work that nobody awaits; a failure of it is logged."""
        task = asyncio.create_task(work, name=name)
        self.watch(task)
        task.add_done_callback(_log_failure)
        return task

    def watch(self, task: asyncio.Task[Any]) -> None:
        """End this task, too, when the server ends."""
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        if self._closed:
            task.cancel()

    async def cancel_all(self, seconds: float = 5.0) -> None:
        """End every task and wait until their children are gone."""
        self._closed = True
        current = asyncio.current_task()
        tasks = [task for task in self._tasks if task is not current]
        for task in tasks:
            task.cancel()
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=seconds)
            for task in late:
                logger.warning("%s has not ended in %s s", task.get_name(), seconds)


def _log_failure(task: asyncio.Task[Any]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        logger.error("%s failed", task.get_name(), exc_info=error)
