"""Every program of the workspace that has tests: searched in turn, nothing applied by itself.

What an earlier run has searched is taken from the store, so that a cancelled run goes on where it
stopped.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from hasten import numbers
from hasten.lsp.configuration import as_mapping
from hasten.lsp.documents import path_of, uri_of
from hasten.lsp.language_server import HastenServer
from hasten.lsp.progress import WorkDone, describe, new_token
from hasten.lsp.searching import Outcome, current_offers, proposals_record
from hasten_sim.errors import SimError

if TYPE_CHECKING:
    from hasten.batch.batch import BatchEvent, BatchResult, FileDone

logger = logging.getLogger(__name__)

COMMAND = "hasten.optimizeWorkspace"
REQUEST = "hasten/optimizeWorkspace"
TITLE = "hasten: optimizing the workspace"
LISTED = 10


async def request(ls: HastenServer, params: object) -> dict[str, Any]:
    """Search everything below the paths (the workspace without any); answer with what was found."""
    given = as_mapping(params)
    if (task := asyncio.current_task()) is not None:
        ls.jobs.watch(task)
    progress = WorkDone.open(ls, TITLE, given.get("workDoneToken"))
    message, proposals = await _searched(ls, _paths(ls, given), progress)
    return {"message": message, "proposals": proposals}


async def command(ls: HastenServer, *arguments: Any) -> None:
    """Begin to search the workspace; the end is a message."""
    given = as_mapping(arguments[0] if arguments else None)
    ls.jobs.start(_in_background(ls, _paths(ls, given)), "workspace")


async def _in_background(ls: HastenServer, paths: Sequence[Path]) -> None:
    progress = WorkDone.open(ls, TITLE, await new_token(ls))
    message, proposals = await _searched(ls, paths, progress)
    best: dict[str, dict[str, Any]] = {}
    for one in proposals:
        best.setdefault(one["uri"], one)
    lines = [
        f"{path_of(uri)}: {numbers.speedup(one['speedup'])} faster" for uri, one in best.items()
    ]
    for line in lines:
        ls.window_log_message(types.LogMessageParams(types.MessageType.Info, line))
    shown = [message, *lines[:LISTED]]
    if len(lines) > LISTED:
        shown.append(f"and {len(lines) - LISTED} more, in the log")
    ls.show("\n".join(shown))


async def _searched(
    ls: HastenServer, paths: Sequence[Path], progress: WorkDone
) -> tuple[str, list[dict[str, Any]]]:
    ended = "failed"
    try:
        result = await _run(ls, paths, progress)
        proposals = [one for file in result.files for one in await _proposals(ls, file)]
        ended = _summary(result)
        return ended, proposals
    except SimError as error:
        ended = str(error)
        return ended, []
    except asyncio.CancelledError:
        ended = "cancelled; run it again to go on from here"
        raise
    except Exception as error:
        ls.show(f"hasten: the search failed: {error!r}", types.MessageType.Error)
        raise
    finally:
        progress.end(ended)


async def _run(ls: HastenServer, paths: Sequence[Path], progress: WorkDone) -> BatchResult:
    from hasten.batch import batch

    await ls.configuration.wait()
    settings_for = ls.configuration.settings_for
    progress.report("looking for programs with tests", 0, 1)
    files = await ls.worker.run(batch.find_files, paths, settings_for)

    def tell(event: BatchEvent) -> None:
        if isinstance(event, batch.FileProgress):
            where = f"{event.path.name} ({event.done + 1}/{event.total}): "
            inner = event.progress
            share = inner.done / inner.total if inner.total else 0.0
            done = round(1000 * (event.done + min(share, 1.0)))
            progress.report(where + describe(inner), done, 1000 * event.total)

    engine = await ls.engine()
    async with ls.jobs.slots:
        return await batch.run(files, engine, settings_for, tell)


async def _proposals(ls: HastenServer, file: FileDone) -> list[dict[str, Any]]:
    """Return the proposals for one file, as edits of what the editor shows of it."""
    if file.result is None or not file.result.proposals:
        return []
    await ls.worker.run(ls.results.add, file.result)
    uri = uri_of(file.path)
    for document in ls.documents.all():
        if document.path is not None and document.path.resolve() == file.path:
            uri = document.uri
    snapshot = await ls.documents.get_or_read(uri).snapshot(ls.parser)
    offers = await current_offers(ls, file.result, snapshot)
    outcome = Outcome("proposals", "", file.result, offers, snapshot)
    return [{"uri": uri, **one} for one in proposals_record(ls, outcome)]


def _summary(result: BatchResult) -> str:
    files = numbers.count(len(result.files), "program")
    if not result.files:
        return (
            "No program with tests was found. Tests are looked for in tests/<name>/ beside "
            "<name>.cpp, or named in hasten.toml."
        )
    problems = [file for file in result.files if file.problem]
    message = f"{len(result.proposals)} of {files} can be made faster"
    if problems:
        first = f"{problems[0].path.name}: {problems[0].problem}"
        message += f"; {len(problems)} could not be searched ({first})"
    return message


def _paths(ls: HastenServer, given: Mapping[str, Any]) -> list[Path]:
    """Return the paths or URIs that were given, else the folders of the workspace."""
    raw = given.get("paths")
    if raw is None:
        folders = list(ls.workspace.folders) or [ls.workspace.root_uri or ""]
        return [path for path in map(path_of, folders) if path is not None]
    if not isinstance(raw, list):
        raise JsonRpcInvalidParams("`paths` is a list of paths or file URIs")
    named = [str(one) for one in cast("list[object]", raw)]
    return [path_of(one) or Path(one) for one in named]


def register(server: HastenServer) -> None:
    """Register this feature."""
    server.command(COMMAND)(command)
    server.feature(REQUEST)(request)
