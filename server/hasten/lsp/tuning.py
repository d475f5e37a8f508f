"""Work on a document of LLVM IR from wish to edit: searched, offered, and brought into the text."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

from attrs import evolve
from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams

from hasten.engine.shrunk import Hastened, NotShrunk, Shrunk
from hasten.errors import TargetError
from hasten.lsp import llvm
from hasten.lsp.edits import workspace_edit
from hasten.lsp.language_server import HastenServer
from hasten.lsp.llvm import LlvmSnapshot
from hasten.lsp.progress import WorkDone
from hasten.lsp.wish import Wish
from hasten.settings import Settings
from hasten.source.edits import reanchor, unified_diff
from hasten.source.llvm_changes import still_holds
from hasten_sim.errors import SimError

logger = logging.getLogger(__name__)

Found = Shrunk | Hastened
Listener = Callable[[str, float], None]
Work = Callable[[LlvmSnapshot, Settings, Listener], Awaitable[Found | NotShrunk]]
"""One search, told where it is."""

APPLY = "Apply"
MOST_SHOWN = 2000
"""Characters of commands that are shown with an edit."""


async def searched(
    ls: HastenServer, wish: Wish, work: Work, progress: WorkDone
) -> tuple[LlvmSnapshot | None, Found | NotShrunk]:
    """Search, and end the progress however the search ends."""
    ended = "failed"

    def tell(message: str, share: float) -> None:
        progress.report(message, min(int(100 * share), 99), 100)

    try:
        if ls.jobs.slots.locked():
            progress.report("waiting for another search to end", 0, 1)
        async with ls.jobs.slots:
            snapshot = await ls.llvm_snapshot(wish.uri)
            if snapshot is None:
                raise _not_usable(ls, wish.uri)
            await ls.configuration.wait()
            found = await work(snapshot, ls.configuration.settings_for(snapshot.path), tell)
        name = "" if isinstance(found, NotShrunk) or found.scope == "module" else found.name
        ls.llvm.remember(snapshot.digest, name or wish.function, found)
        ended = found.message if isinstance(found, NotShrunk) else found.explain()
        return snapshot, found
    except asyncio.CancelledError:
        ended = "cancelled"
        raise
    except SimError as error:
        ended = str(error)
        return None, NotShrunk(ended, failed=True)
    except Exception as error:
        ls.show(f"hasten: the search failed: {error!r}", types.MessageType.Error)
        raise
    finally:
        progress.end(ended)


def _not_usable(ls: HastenServer, uri: str) -> TargetError:
    """Why there is no snapshot of a document."""
    document = ls.documents.get(uri)
    if document is None or not document.is_llvm_ir:
        return TargetError(f"{uri} is not an open document of LLVM IR", "Open it.")
    size = len(document.text) >> 20
    return TargetError(
        f"the module has {size} MiB, more than {llvm.LARGEST >> 20}",
        "Split it (llvm-split, llvm-extract), or tune what it was linked from.",
    )


async def offer(ls: HastenServer, snapshot: LlvmSnapshot | None, found: Found | NotShrunk) -> bool:
    """Offer the edit, or say why there is none; whether it was made."""
    if isinstance(found, NotShrunk) or snapshot is None:
        assert isinstance(found, NotShrunk)
        kind = types.MessageType.Error if found.failed else types.MessageType.Info
        ls.show(found.message, kind)
        return False
    logger.info("%s\n%s", found.explain(), "\n".join(found.commands))
    if not ls.client.applies_edits:
        ls.show(found.explain())
        return False
    if not ls.client.annotated_edits and not await _consent(ls, found):
        return False
    return await _apply(ls, snapshot, found)


async def _consent(ls: HastenServer, found: Found) -> bool:
    ask = types.ShowMessageRequestParams(
        types.MessageType.Info, found.explain(), [types.MessageActionItem(APPLY)]
    )
    try:
        answer = await ls.window_show_message_request_async(ask)
    except JsonRpcException as error:
        logger.warning("the client cannot ask: %s", error)
        ls.show(found.explain())
        return False
    return answer is not None and answer.title == APPLY


async def _apply(ls: HastenServer, snapshot: LlvmSnapshot, found: Found) -> bool:
    """Apply to the document as it is now, which may have moved on."""
    current = await ls.llvm_snapshot(snapshot.uri)
    if current is None:
        ls.show(f"{found.explain()}. The document was closed, so nothing was changed.")
        return False
    moved = await asyncio.to_thread(_moved, snapshot, current, found)
    if moved is None:
        ls.show(
            f"{found.name} has changed meanwhile, so the edit was dropped. Search again.",
            types.MessageType.Warning,
        )
        return False
    try:
        edit = edit_of(ls, current, moved)
        answer = await ls.workspace_apply_edit_async(
            types.ApplyWorkspaceEditParams(edit, found.title)
        )
    except JsonRpcException as error:
        ls.show(f"The edit could not be applied: {error}", types.MessageType.Warning)
        return False
    return answer.applied


def _moved(snapshot: LlvmSnapshot, current: LlvmSnapshot, found: Found) -> Found | None:
    """What was found, for the text as it is now; None when that is no longer true of it."""
    if current.text == snapshot.text:
        return found
    name = found.name if found.scope == "function" else ""
    if not still_holds(snapshot.module, current.module, name):
        return None
    edits = reanchor(found.edits, snapshot.text, current.text)
    return evolve(found, edits=edits) if edits is not None else None


def edit_of(ls: HastenServer, snapshot: LlvmSnapshot, found: Found) -> types.WorkspaceEdit:
    """What was found as an edit of a version of the document."""
    commands = "\n".join(found.commands)[:MOST_SHOWN]
    description = f"{found.explain()}. Repeat it with:\n{commands}"
    return workspace_edit(snapshot, found.edits, ls.client, f"hasten: {found.title}", description)


async def answer_of(
    ls: HastenServer, snapshot: LlvmSnapshot | None, found: Found | NotShrunk
) -> dict[str, Any]:
    """What a request for a search is answered."""
    if isinstance(found, NotShrunk) or snapshot is None:
        assert isinstance(found, NotShrunk)
        return {"status": "failed" if found.failed else "nothing", "message": found.message}
    # Of the text that was searched, which may not be the one that is shown by now.
    name = snapshot.path.name
    return {
        "status": "proposals",
        "message": found.explain(),
        "title": found.title,
        "scope": found.scope,
        "version": snapshot.version,
        "before": found.before,
        "after": found.after,
        "passes": found.passes,
        "command": found.command,
        "commands": list(found.commands),
        "newText": found.text,
        "diff": await asyncio.to_thread(unified_diff, snapshot.text, found.text, name),
        "edit": edit_of(ls, snapshot, found),
    }


def seconds_of(raw: object, usual: float) -> float:
    """The seconds that a wish allows. Raises JsonRpcInvalidParams."""
    # `Wish.read` has seen to it that this is an object.
    seconds = cast("Mapping[str, Any]", raw).get("seconds", usual)
    if not isinstance(seconds, int | float) or not 0 < seconds <= 3600:
        raise JsonRpcInvalidParams("`seconds` is a number between 0 and 3600")
    return float(seconds)
