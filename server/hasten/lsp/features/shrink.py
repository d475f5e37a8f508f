"""LLVM IR made smaller from the editor: hover, actions, and the search as command and request."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from attrs import evolve
from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams

from hasten.engine.shrunk import AtOz, NotShrunk, Shrunk
from hasten.errors import TargetError
from hasten.lsp.edits import workspace_edit
from hasten.lsp.language_server import HastenServer
from hasten.lsp.llvm import LlvmSnapshot
from hasten.lsp.progress import WorkDone, new_token
from hasten.lsp.wish import Wish
from hasten.source.edits import reanchor, unified_diff
from hasten.source.llvm_ir import IrFunction
from hasten_sim.errors import SimError

if TYPE_CHECKING:
    from hasten.engine.shrinking import Shrinker

logger = logging.getLogger(__name__)

COMMAND = "hasten.shrink"
REQUEST = "hasten/shrink"
SECONDS = 10.0
PATIENCE_SECONDS = 0.02
APPLY = "Apply"
MOST_SHOWN = 2000
"""Characters of commands that are shown with an edit."""


def actions(
    snapshot: LlvmSnapshot, position: types.Position, kind: types.CodeActionKind
) -> Iterator[types.CodeAction]:
    """Offer to shrink the function at a position, and the module. Runs nothing."""
    function = snapshot.module.function_at(snapshot.offset(position))
    if function is not None:
        yield _action("Shrink this function", snapshot, function, kind)
    if snapshot.module.functions:
        yield _action("Shrink this module", snapshot, None, kind)


def _action(
    title: str, snapshot: LlvmSnapshot, function: IrFunction | None, kind: types.CodeActionKind
) -> types.CodeAction:
    scope = "program" if function is None else "function"
    name = function.name if function is not None else ""
    wish = Wish(snapshot.uri, scope, snapshot.version, function=name)
    command = types.Command(title, COMMAND, arguments=[wish.argument()])
    return types.CodeAction(title, kind=kind, command=command)


# --- hover --------------------------------------------------------------------------------------


async def llvm_hover(
    ls: HastenServer, snapshot: LlvmSnapshot, position: types.Position
) -> types.Hover | None:
    """Tell sizes at the head of a function, and of the module before its first function."""
    offset = snapshot.offset(position)
    module = snapshot.module
    function = module.function_at(offset)
    if function is not None and not function.head.contains(offset):
        return None
    if function is None and (not module.functions or offset > module.functions[0].span.start):
        return None
    key = snapshot.digest
    if key not in ls.llvm.at_oz and key not in ls.llvm.asked:
        ls.llvm.asked.add(key)
        job = ls.jobs.start(_measure(ls, snapshot, key), "size")
        await asyncio.wait([job], timeout=PATIENCE_SECONDS)
    text = _told(ls, key, function.name if function is not None else "")
    kind = types.MarkupKind.Markdown if ls.client.markdown else types.MarkupKind.PlainText
    where = snapshot.range(function.head) if function is not None else None
    return types.Hover(types.MarkupContent(kind, text), where)


async def _measure(ls: HastenServer, snapshot: LlvmSnapshot, key: str) -> None:
    try:
        ls.llvm.at_oz[key] = await (await _shrinker(ls)).at_oz(snapshot.text, snapshot.path)
    except SimError as error:
        ls.llvm.at_oz[key] = NotShrunk(str(error), failed=True)
    finally:
        ls.llvm.asked.discard(key)


def _told(ls: HastenServer, key: str, function: str) -> str:
    found = ls.llvm.found.get((key, function))
    if isinstance(found, Shrunk):
        return f"hasten: {found.explain()}\n\n{found.passes}"
    known = ls.llvm.at_oz.get(key)
    if known is None:
        return "hasten: the size at -Oz is being measured; point at it again."
    if not isinstance(known, AtOz):
        return f"hasten: {known.message}"
    if not function:
        said = f"{known.module} bytes of .text and .data at -Oz (LLVM {known.llvm})"
    elif function in known.functions:
        said = f"{known.functions[function]} bytes at -Oz (LLVM {known.llvm})"
    else:
        said = f"not there any more after -Oz (LLVM {known.llvm}): inlined, or never used"
    return f"hasten: {said}" + (f"\n\n{found.message}" if found is not None else "")


# --- the search ---------------------------------------------------------------------------------


async def command(ls: HastenServer, *arguments: Any) -> None:
    """Begin a search; its result is offered as an edit."""
    if len(arguments) != 1:
        raise JsonRpcInvalidParams(f"{COMMAND} takes one argument: what to shrink")
    wish, seconds = Wish.read(arguments[0]), _seconds(arguments[0])
    ls.jobs.start(_in_background(ls, wish, seconds), f"shrink {wish.function or wish.uri}")


async def _in_background(ls: HastenServer, wish: Wish, seconds: float) -> None:
    progress = WorkDone.open(ls, _title(wish), await new_token(ls))
    snapshot, found = await _searched(ls, wish, seconds, progress)
    await _offer(ls, snapshot, found)


async def request(ls: HastenServer, params: object) -> dict[str, Any]:
    """Search, and answer with the outcome; nothing is applied unless `apply` is true."""
    wish, given = Wish.read(params), cast("Mapping[str, Any]", params)
    progress = WorkDone.open(ls, _title(wish), given.get("workDoneToken"))
    if (task := asyncio.current_task()) is not None:
        ls.jobs.watch(task)
    snapshot, found = await _searched(ls, wish, _seconds(params), progress)
    answer = _answer(ls, snapshot, found)
    if given.get("apply") is True:
        answer["applied"] = await _offer(ls, snapshot, found)
    return answer


async def _searched(
    ls: HastenServer, wish: Wish, seconds: float, progress: WorkDone
) -> tuple[LlvmSnapshot | None, Shrunk | NotShrunk]:
    """Search, and end the progress however the search ends."""
    ended = "failed"
    try:
        async with ls.jobs.slots:
            snapshot = await ls.llvm_snapshot(wish.uri)
            if snapshot is None:
                raise TargetError(f"{wish.uri} is not an open document of LLVM IR", "Open it.")
            found = await _shrink(ls, snapshot, wish, seconds, progress)
        ls.llvm.found[snapshot.digest, wish.function] = found
        ended = found.explain() if isinstance(found, Shrunk) else found.message
        return snapshot, found
    except asyncio.CancelledError:
        ended = "cancelled"
        raise
    except SimError as error:
        ended = str(error)
        return None, NotShrunk(ended, failed=True)
    finally:
        progress.end(ended)


async def _shrink(
    ls: HastenServer, snapshot: LlvmSnapshot, wish: Wish, seconds: float, progress: WorkDone
) -> Shrunk | NotShrunk:
    def tell(message: str, share: float) -> None:
        progress.report(message, min(int(100 * share), 99), 100)

    shrinker = await _shrinker(ls)
    if wish.scope == "program":
        return await shrinker.shrink_module(snapshot.text, snapshot.path, seconds, tell)
    name = wish.function
    if not name and wish.position is not None:
        function = snapshot.module.function_at(snapshot.offset(wish.position))
        name = function.name if function is not None else ""
    if not name or snapshot.module.function_named(name) is None:
        raise TargetError("there is no such function", "Put the cursor inside a function.")
    return await shrinker.shrink_function(snapshot.text, snapshot.path, name, seconds, tell)


async def _shrinker(ls: HastenServer) -> Shrinker:
    if ls.llvm.shrinker is None:
        await ls.engine()
        ls.llvm.shrinker = await ls.worker.run(_load, ls)
    return ls.llvm.shrinker


def _load(ls: HastenServer) -> Shrinker:
    from hasten.engine.shrinking import Shrinker

    return Shrinker(ls.store, ls.configuration.settings_or_defaults(Path.cwd()).sandbox)


# --- the edit -----------------------------------------------------------------------------------


def _edit(ls: HastenServer, snapshot: LlvmSnapshot, found: Shrunk) -> types.WorkspaceEdit:
    label = f"hasten: {found.reduction:.1%} smaller than at -Oz"
    commands = "\n".join(found.commands)[:MOST_SHOWN]
    description = f"{found.explain()}. Repeat it with:\n{commands}"
    return workspace_edit(snapshot, found.edits, ls.client, label, description)


async def _offer(
    ls: HastenServer, snapshot: LlvmSnapshot | None, found: Shrunk | NotShrunk
) -> bool:
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
    if not ls.client.annotated_edits and not await _consent(ls, found.explain()):
        return False
    return await _apply(ls, snapshot, found)


async def _consent(ls: HastenServer, message: str) -> bool:
    ask = types.ShowMessageRequestParams(
        types.MessageType.Info, message, [types.MessageActionItem(APPLY)]
    )
    try:
        answer = await ls.window_show_message_request_async(ask)
    except JsonRpcException as error:
        logger.warning("the client cannot ask: %s", error)
        ls.show(message)
        return False
    return answer is not None and answer.title == APPLY


async def _apply(ls: HastenServer, snapshot: LlvmSnapshot, found: Shrunk) -> bool:
    """Apply to the document as it is now, which may have moved on."""
    current = await ls.llvm_snapshot(snapshot.uri)
    if current is None:
        ls.show(f"{found.explain()}. The document was closed.")
        return False
    if current.text != snapshot.text:
        edits = reanchor(found.edits, snapshot.text, current.text)
        if edits is None:
            ls.show(
                f"{found.name} has changed meanwhile, so the edit was dropped. Search again.",
                types.MessageType.Warning,
            )
            return False
        found = evolve(found, edits=edits)
    try:
        edit = _edit(ls, current, found)
        label = f"{found.reduction:.1%} smaller"
        answer = await ls.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(edit, label))
    except JsonRpcException as error:
        ls.show(f"The edit could not be applied: {error}", types.MessageType.Warning)
        return False
    return answer.applied


def _answer(
    ls: HastenServer, snapshot: LlvmSnapshot | None, found: Shrunk | NotShrunk
) -> dict[str, Any]:
    if isinstance(found, NotShrunk) or snapshot is None:
        assert isinstance(found, NotShrunk)
        return {"status": "failed" if found.failed else "nothing", "message": found.message}
    return {
        "status": "proposals",
        "message": found.explain(),
        "scope": found.scope,
        "before": found.before,
        "after": found.after,
        "passes": found.passes,
        "commands": list(found.commands),
        "newText": found.text,
        "diff": unified_diff(snapshot.text, found.text, snapshot.path.name),
        "edit": _edit(ls, snapshot, found),
    }


def _seconds(raw: object) -> float:
    # `Wish.read` has seen to it that this is an object.
    seconds = cast("Mapping[str, Any]", raw).get("seconds", SECONDS)
    if not isinstance(seconds, int | float) or not 0 < seconds <= 3600:
        raise JsonRpcInvalidParams("`seconds` is a number between 0 and 3600")
    return float(seconds)


def _title(wish: Wish) -> str:
    return f"hasten: shrinking {wish.function}" if wish.function else "hasten: shrinking"


def register(server: HastenServer) -> None:
    """Register this feature."""
    server.command(COMMAND)(command)
    server.feature(REQUEST)(request)
