"""The evidence behind a number: as a request, and as a page in the browser."""

from __future__ import annotations

import logging
from html import escape
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams

from hasten.engine.shrunk import Hastened, Shrunk
from hasten.lsp.evidence import show_evidence, write_page
from hasten.lsp.features.opt_command import NOTHING, found_at
from hasten.lsp.language_server import HastenServer
from hasten.lsp.searching import record_of
from hasten.lsp.wish import Wish, target_of
from hasten.nouns import SearchResult
from hasten_sim.errors import SimError

logger = logging.getLogger(__name__)

COMMAND = "hasten.showEvidence"
REQUEST = "hasten/evidence"


async def request(ls: HastenServer, params: object) -> dict[str, Any] | None:
    """Answer with the report of what is known there, null when nothing is."""
    wish = Wish.read(params)
    document = ls.documents.get(wish.uri)
    if document is not None and document.is_llvm_ir:
        found = await found_at(ls, wish)
        return None if found is None else {"html": _passes_page(found), "path": "", "record": None}
    result = await _known(ls, wish)
    if result is None:
        return None
    try:
        page, html = await write_page(ls, result)
    except OSError as error:
        raise JsonRpcException(f"the report cannot be written: {error}") from error
    return {"html": html, "path": str(page), "record": record_of(result)}


async def command(ls: HastenServer, *arguments: Any) -> None:
    """Open the report of what is known there."""
    if len(arguments) != 1:
        raise JsonRpcInvalidParams(f"{COMMAND} takes one argument: a document and a place in it")
    ls.jobs.start(_show(ls, Wish.read(arguments[0])), "evidence")


async def _show(ls: HastenServer, wish: Wish) -> None:
    document = ls.documents.get(wish.uri)
    if document is not None and document.is_llvm_ir:
        await _show_passes(ls, wish)
        return
    result = await _known(ls, wish)
    if result is None:
        ls.show("Nothing has been measured there yet: optimize the function first.")
        return
    await show_evidence(ls, result)


async def _show_passes(ls: HastenServer, wish: Wish) -> None:
    """Say how an edit of LLVM IR came about, with the commands that repeat it."""
    found = await found_at(ls, wish)
    if found is None:
        ls.show(NOTHING)
        return
    lines = (found.explain(), "The text before the edit becomes the one after it by:")
    ls.show("\n".join((*lines, found.command)))
    ls.window_log_message(
        types.LogMessageParams(types.MessageType.Info, "\n".join((*lines, *found.commands)))
    )


def _passes_page(found: Shrunk | Hastened) -> str:
    """The same as a page."""
    title, said, passes = (escape(one) for one in (found.title, found.explain(), found.passes))
    lines = escape("\n".join((found.command, "", *found.commands)))
    return (
        f"<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1>"
        f"<p>{said}</p><h2>Passes</h2><p><code>{passes}</code></p>"
        "<h2>Commands</h2><p>The first line makes the text after the edit from the one before; the "
        f"others make and measure the code.</p><pre>{lines}</pre></body></html>"
    )


async def _known(ls: HastenServer, wish: Wish) -> SearchResult | None:
    """Return what is known of the function there, else of the program."""
    try:
        document = ls.documents.get_or_read(wish.uri)
        snapshot = await document.snapshot(ls.parser)
        function = wish.find(document, snapshot)
    except SimError as error:
        logger.info("no evidence: %s", error)
        return None
    for wanted in (function, None) if function is not None else (None,):
        await ls.recall(target_of(snapshot, wanted))
        if (known := ls.results.known(snapshot, wanted)) is not None:
            return known.result
    return None


def register(server: HastenServer) -> None:
    """Register this feature."""
    server.command(COMMAND)(command)
    server.feature(REQUEST)(request)
