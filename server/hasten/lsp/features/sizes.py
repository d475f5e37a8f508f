"""C and C++: what -Oz and tuning would give for a file. Answers in numbers; nothing is changed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from hasten.engine.shrunk import NotShrunk, SourceSizes
from hasten.errors import TargetError
from hasten.lsp.documents import Snapshot
from hasten.lsp.features.shrink import SECONDS, workplace
from hasten.lsp.language_server import HastenServer
from hasten.lsp.progress import WorkDone, new_token
from hasten.lsp.tuning import seconds_of
from hasten.lsp.wish import Wish
from hasten_sim.compile_commands import flags_from_compile_commands
from hasten_sim.errors import SimError

COMMAND = "hasten.sizes"
REQUEST = "hasten/sizes"
TITLE = "What would -Oz + tuning give here?"
PROGRESS = "hasten: sizes"
LISTING_SECONDS = 0.02
"""How long listing the action waits for the compilation database to be read."""


async def action(
    ls: HastenServer, snapshot: Snapshot, kind: types.CodeActionKind
) -> list[types.CodeAction]:
    """Offer the question where compile_commands.json knows the file. Runs nothing."""
    task = ls.jobs.start(_look_up(ls, snapshot.path), "compilation database")
    if snapshot.path not in ls.llvm.has_own_flags:
        await asyncio.wait([task], timeout=LISTING_SECONDS)
    if not ls.llvm.has_own_flags.get(snapshot.path):
        return []
    wish = Wish(snapshot.uri, "program", snapshot.version)
    command = types.Command(TITLE, COMMAND, arguments=[wish.argument()])
    return [types.CodeAction(TITLE, kind=kind, command=command)]


async def _look_up(ls: HastenServer, path: Path) -> None:
    flags = await ls.worker.run(flags_from_compile_commands, path)
    ls.llvm.has_own_flags[path] = flags is not None


async def command(ls: HastenServer, *arguments: Any) -> None:
    """Begin to find out; the answer is a message."""
    if len(arguments) != 1:
        raise JsonRpcInvalidParams(f"{COMMAND} takes one argument: a document")
    wish, seconds = Wish.read(arguments[0]), seconds_of(arguments[0], SECONDS)
    ls.jobs.start(_in_background(ls, wish, seconds), PROGRESS)


async def _in_background(ls: HastenServer, wish: Wish, seconds: float) -> None:
    progress = WorkDone.open(ls, PROGRESS, await new_token(ls))
    found, note = await _found(ls, wish, seconds, progress)
    if isinstance(found, NotShrunk):
        ls.show(found.message, types.MessageType.Error)
        return
    text = "\n".join([*found.lines(), *note])
    commands = "\n".join(found.commands)
    ls.window_log_message(types.LogMessageParams(types.MessageType.Info, f"{text}\n{commands}"))
    ls.show(text)


async def request(ls: HastenServer, params: object) -> dict[str, Any]:
    """Answer with the table; cancelling ends all that was started."""
    wish, given = Wish.read(params), cast("Mapping[str, Any]", params)
    progress = WorkDone.open(ls, PROGRESS, given.get("workDoneToken"))
    if (task := asyncio.current_task()) is not None:
        ls.jobs.watch(task)
    found, note = await _found(ls, wish, seconds_of(params, SECONDS), progress)
    if isinstance(found, NotShrunk):
        return {"status": "failed", "message": found.message}
    return {
        "status": "sizes",
        "message": "\n".join([*found.lines(), *note]),
        "rows": [{"how": row.how, "size": row.size} for row in found.rows],
        "flags": list(found.build),
        "commands": list(found.commands),
        "rejected": list(found.rejected),
    }


async def _found(
    ls: HastenServer, wish: Wish, seconds: float, progress: WorkDone
) -> tuple[SourceSizes | NotShrunk, list[str]]:
    """What was found, and remarks on it; the progress ends however this ends."""
    ended = "failed"

    def tell(message: str, share: float) -> None:
        progress.report(message, min(int(100 * share), 99), 100)

    try:
        snapshot = await ls.snapshot(wish.uri)
        if snapshot is None:
            raise TargetError(f"{wish.uri} is not an open C or C++ document", "Open it.")
        await ls.configuration.wait()
        settings = ls.configuration.settings_for(snapshot.path)
        from hasten.engine.source_sizes import SourceSizer

        sizer = SourceSizer(await workplace(ls, settings))
        async with ls.jobs.slots:
            found = await sizer.sizes(snapshot.path, settings, seconds, tell)
        ended = found.message if isinstance(found, NotShrunk) else found.lines()[0]
        same = await ls.worker.run(_is_saved, snapshot)
        return found, [] if same else ["The file was compiled as it was saved last."]
    except asyncio.CancelledError:
        ended = "cancelled"
        raise
    except SimError as error:
        ended = str(error)
        return NotShrunk(ended, failed=True), []
    finally:
        progress.end(ended)


def _is_saved(snapshot: Snapshot) -> bool:
    """Whether the editor shows what is on disk."""
    try:
        return snapshot.path.read_bytes() == snapshot.source.data
    except OSError:
        return False


def register(server: HastenServer) -> None:
    """Register this feature."""
    server.command(COMMAND)(command)
    server.feature(REQUEST)(request)
