"""The search: a command for any editor, and a request for clients that know it.

The command answers at once, because some clients wait for the answer with nothing else to do; the
result comes as an edit. The request answers at the end with everything that was found, and ends
with all its children when it is cancelled.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from hasten.lsp.applying import offer_edit
from hasten.lsp.language_server import HastenServer
from hasten.lsp.progress import WorkDone, new_token
from hasten.lsp.searching import Outcome, proposals_record, record_of, search
from hasten.lsp.wish import Wish

logger = logging.getLogger(__name__)

COMMAND = "hasten.optimize"
REQUEST = "hasten/optimize"


async def command(ls: HastenServer, *arguments: Any) -> None:
    """Begin a search; its result is offered as an edit."""
    if len(arguments) != 1:
        raise JsonRpcInvalidParams(f"{COMMAND} takes one argument: what to optimize")
    wish = Wish.read(arguments[0])
    ls.jobs.start(_in_background(ls, wish), f"search {wish.function or wish.uri}")


async def _in_background(ls: HastenServer, wish: Wish) -> None:
    progress = WorkDone.open(ls, _title(wish), await new_token(ls))
    outcome = await _searched(ls, wish, progress)
    await _offer(ls, outcome)


async def _searched(ls: HastenServer, wish: Wish, progress: WorkDone) -> Outcome:
    """Search, and end the progress however the search ends."""
    ended = "failed"
    try:
        outcome = await search(ls, wish, progress)
        ended = outcome.message
        return outcome
    except asyncio.CancelledError:
        ended = "cancelled"
        raise
    except Exception as error:
        ls.show(f"hasten: the search failed: {error!r}", types.MessageType.Error)
        raise
    finally:
        progress.end(ended)


async def _offer(ls: HastenServer, outcome: Outcome) -> bool:
    """Offer the best edit, or say why there is none."""
    result, snapshot = outcome.result, outcome.snapshot
    if result is None or snapshot is None or not outcome.offers:
        kinds = {"failed": types.MessageType.Error, "changed": types.MessageType.Warning}
        ls.show(outcome.message, kinds.get(outcome.status, types.MessageType.Info))
        return False
    if outcome.closed:
        ls.show(f"{outcome.message}. The document was closed; open it again to apply the edit.")
        return False
    return await offer_edit(ls, result, outcome.offers[0], snapshot, outcome.message)


async def request(ls: HastenServer, params: object) -> dict[str, Any]:
    """Search, and answer with the outcome; nothing is applied unless `apply` is true."""
    wish = Wish.read(params)
    given = cast("Mapping[str, Any]", params)
    token = given.get("workDoneToken")
    progress = WorkDone.open(ls, _title(wish), token)
    if (task := asyncio.current_task()) is not None:
        ls.jobs.watch(task)
    outcome = await _searched(ls, wish, progress)
    answer: dict[str, Any] = {
        "status": outcome.status,
        "message": outcome.message,
        "record": record_of(outcome.result),
        "proposals": proposals_record(ls, outcome),
    }
    if given.get("apply") is True:
        answer["applied"] = await _offer(ls, outcome)
    return answer


def _title(wish: Wish) -> str:
    return f"hasten: optimizing {wish.function}" if wish.function else "hasten: optimizing"


def register(server: HastenServer) -> None:
    """Register this feature."""
    server.command(COMMAND)(command)
    server.feature(REQUEST)(request)
