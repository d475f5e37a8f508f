"""Work-done progress: what the client shows while a search runs, with a way to end it.

pygls keeps tokens after their end and cannot tell a search; the few messages are sent here.
"""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from hasten import numbers
from hasten.engine.events import Event, Progress

if TYPE_CHECKING:
    from hasten.lsp.language_server import HastenServer

logger = logging.getLogger(__name__)

EVERY_SECONDS = 0.1
"""No client can show more than that, and each message costs it something."""

CREATE_SECONDS = 5.0


class WorkDone:
    """One progress report, from begin to end. Without a token it says nothing."""

    def __init__(self, ls: HastenServer, token: types.ProgressToken | None) -> None:
        self._ls = ls
        self._token = token
        self._last = 0.0

    @classmethod
    def open(cls, ls: HastenServer, title: str, token: types.ProgressToken | None) -> WorkDone:
        """Begin a report; the current task is cancelled when the user cancels."""
        self = cls(ls, token)
        if token is not None:
            task = asyncio.current_task()
            if task is not None:
                ls.cancellable[token] = task
            self._send(types.WorkDoneProgressBegin(title, cancellable=True, percentage=0))
        return self

    def tell(self, event: Event) -> None:
        """Report an event of a search."""
        if isinstance(event, Progress):
            self.report(describe(event), event.done, event.total)

    def report(self, message: str, done: int, total: int) -> None:
        """Report so much done of so much."""
        now = time.monotonic()
        if now - self._last < EVERY_SECONDS:
            return
        self._last = now
        percentage = min(99, 100 * done // total) if total else None
        self._send(
            types.WorkDoneProgressReport(cancellable=True, message=message, percentage=percentage)
        )

    def end(self, message: str) -> None:
        """Say that it is over; the token is not used again."""
        if self._token is not None:
            self._ls.cancellable.pop(self._token, None)
            self._send(types.WorkDoneProgressEnd(message=message))
            self._token = None

    def _send(self, value: Any) -> None:
        if self._token is not None:
            self._ls.progress(types.ProgressParams(self._token, value))


def describe(progress: Progress) -> str:
    """Say where a search is, in a few words: `singles 5/12, best 3.4×`."""
    parts = [progress.stage]
    if progress.total:
        parts[0] += f" {progress.done}/{progress.total}"
    if progress.best is not None:
        parts.append(f"best {numbers.speedup(progress.best)}")
    elif progress.message:
        parts.append(progress.message)
    return ", ".join(parts)


async def new_token(ls: HastenServer) -> types.ProgressToken | None:
    """Ask the client for a token, None when it has no progress, refuses or does not answer."""
    if not ls.client.progress:
        return None
    token = f"hasten-{uuid.uuid4()}"
    create = ls.window_work_done_progress_create_async(types.WorkDoneProgressCreateParams(token))
    try:
        await asyncio.wait_for(create, CREATE_SECONDS)
    except (TimeoutError, JsonRpcException) as error:
        logger.warning("no progress will be shown: %s", error or "the client did not answer")
        return None
    return token
