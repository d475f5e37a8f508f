"""Apply a verified edit that is already known: for lenses, and for clients without literals."""

from __future__ import annotations

from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from hasten.lsp.applying import apply_offer
from hasten.lsp.language_server import HastenServer
from hasten.lsp.wish import Wish
from hasten_sim.errors import SimError

COMMAND = "hasten.apply"


async def command(ls: HastenServer, *arguments: Any) -> None:
    """Apply a verified edit, if its lines are still what they were."""
    if len(arguments) != 1:
        raise JsonRpcInvalidParams(f"{COMMAND} takes one argument: what to apply")
    wish = Wish.read(arguments[0])
    ls.jobs.start(_apply(ls, wish), f"apply {wish.uri}")


async def _apply(ls: HastenServer, wish: Wish) -> None:
    document, snapshot = ls.documents.get(wish.uri), await ls.snapshot(wish.uri)
    if document is None or snapshot is None:
        ls.show(f"{wish.uri} is not open as C++.", types.MessageType.Warning)
        return
    try:
        known = ls.results.known(snapshot, wish.find(document, snapshot))
    except SimError as error:
        ls.show(str(error), types.MessageType.Warning)
        return
    offer = known.offer(wish.proposal) if known is not None else None
    if known is None or offer is None:
        ls.show("The lines of the edit have changed; search again.", types.MessageType.Warning)
        return
    await apply_offer(ls, known.result, offer, snapshot)


def register(server: HastenServer) -> None:
    """Register this feature."""
    server.command(COMMAND)(command)
