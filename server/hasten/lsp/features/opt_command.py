"""The `opt` command that repeats an edit of LLVM IR, for a clipboard or a script."""

from __future__ import annotations

from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from hasten.engine.shrunk import Hastened, Shrunk
from hasten.lsp.language_server import HastenServer
from hasten.lsp.wish import Wish

COMMAND = "hasten.optCommand"
NOTHING = "Nothing was found there yet: shrink the function or the module first."


async def command(ls: HastenServer, *arguments: Any) -> str | None:
    """Answer with one line for a shell; it makes the edited text from the file before the edit.

    Null, and a message, where nothing has been found.
    """
    if len(arguments) != 1:
        raise JsonRpcInvalidParams(f"{COMMAND} takes one argument: a document and a place in it")
    found = await found_at(ls, Wish.read(arguments[0]))
    if found is None:
        ls.show(NOTHING)
        return None
    ls.window_log_message(types.LogMessageParams(types.MessageType.Info, found.command))
    return found.command


async def found_at(ls: HastenServer, wish: Wish) -> Shrunk | Hastened | None:
    """What was found for the function or module there, before or after the edit."""
    snapshot = await ls.llvm_snapshot(wish.uri)
    if snapshot is None:
        return None
    name = wish.function
    if not name and wish.position is not None:
        function = snapshot.module.function_at(snapshot.offset(wish.position))
        name = function.name if function is not None else ""
    return ls.llvm.edit_for(snapshot.digest, name)


def register(server: HastenServer) -> None:
    """Register this feature."""
    server.command(COMMAND)(command)
