"""Forget every result: for those who doubt one, or want the space."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from hasten import numbers
from hasten.lsp.language_server import HastenServer
from hasten_sim.errors import SimError

COMMAND = "hasten.clearCache"


async def command(ls: HastenServer, *_: Any) -> int:
    """Delete all results, here and on disk; returns how many there were."""
    await ls.engine()
    ls.results.clear()
    ls.matching.clear()
    if ls.store is None:
        return 0
    try:
        removed = await ls.worker.run(ls.store.delete)
    except SimError as error:
        ls.show(str(error), types.MessageType.Error)
        return 0
    ls.refresh_lenses()
    ls.show(f"hasten forgot {numbers.count(removed, 'result')}.")
    return removed


def register(server: HastenServer) -> None:
    """Register this feature."""
    server.command(COMMAND)(command)
