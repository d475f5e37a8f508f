"""The evidence of a result as a page that works offline, in the cache directory."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from hasten.lsp.documents import uri_of
from hasten.nouns import SearchResult, text_digest

if TYPE_CHECKING:
    from hasten.lsp.language_server import HastenServer

logger = logging.getLogger(__name__)

FOLDER = "reports"
KEPT = 50
"""Pages that stay on disk; the oldest go first."""


async def write_page(ls: HastenServer, result: SearchResult) -> tuple[Path, str]:
    """Render the report of a result and write it; returns where, and the HTML.

    Raises OSError when it cannot be written.
    """
    await ls.engine()
    base = ls.store.directory if ls.store is not None else Path(tempfile.gettempdir()) / "hasten"
    return await ls.worker.run(_write, base / FOLDER, result)


def _write(folder: Path, result: SearchResult) -> tuple[Path, str]:
    from hasten.report.html import render

    html = render(result)
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / f"{result.target.path.stem}-{text_digest(html)[:12]}.html"
    page.write_text(html, encoding="utf-8")
    pages = sorted(folder.glob("*.html"), key=lambda one: one.stat().st_mtime, reverse=True)
    for old in pages[KEPT:]:
        old.unlink(missing_ok=True)
    return page, html


async def show_evidence(ls: HastenServer, result: SearchResult) -> None:
    """Open the report in the user's browser, or say where it is."""
    try:
        page, _ = await write_page(ls, result)
    except OSError as error:
        ls.show(f"The report cannot be written: {error}", types.MessageType.Error)
        return
    if ls.client.shows_documents:
        show = types.ShowDocumentParams(uri_of(page), external=True)
        try:
            if (await ls.window_show_document_async(show)).success:
                return
        except JsonRpcException as error:
            logger.warning("the client cannot show the report: %s", error)
    ls.show(f"The evidence is in {page}")
