"""Open, changed, saved and closed documents."""

from __future__ import annotations

from lsprotocol import types

from hasten.lsp.language_server import HastenServer
from hasten.lsp.matching import prepare
from hasten.nouns import Target

RECALLED = 500
"""Functions of one file that earlier results are looked up for when it is opened."""


def did_open(ls: HastenServer, params: types.DidOpenTextDocumentParams) -> None:
    """Keep the document; look in the background for what is known of its functions."""
    document = ls.documents.open(params.text_document)
    if document.is_ours and document.path is not None:
        ls.clang.request(document.uri, document.path, document.text)
        ls.jobs.start(_prepare(ls, document.uri), f"prepare {document.path.name}")


async def _prepare(ls: HastenServer, uri: str) -> None:
    """Have at hand what the first hover and the first list of actions will want."""
    await _recall(ls, uri)
    await ls.worker.run(prepare)


async def _recall(ls: HastenServer, uri: str) -> None:
    snapshot = await ls.snapshot(uri)
    if snapshot is None:
        return
    functions = snapshot.source.functions[:RECALLED]
    targets: list[Target] = [snapshot.function_target(function) for function in functions]
    if snapshot.source.has_main:
        targets.append(snapshot.program_target())
    if await ls.recall(*targets):
        ls.refresh_lenses()


def did_change(ls: HastenServer, params: types.DidChangeTextDocumentParams) -> None:
    """Apply what was typed."""
    document = ls.documents.get(params.text_document.uri)
    if document is None:
        raise ValueError(f"{params.text_document.uri} was changed but never opened")
    document.change(params.content_changes, params.text_document.version)


def did_save(ls: HastenServer, params: types.DidSaveTextDocumentParams) -> None:
    """Ask clang about the saved text."""
    document = ls.documents.get(params.text_document.uri)
    if document is not None and document.is_ours and document.path is not None:
        ls.clang.request(document.uri, document.path, document.text)


def did_close(ls: HastenServer, params: types.DidCloseTextDocumentParams) -> None:
    """Forget the text; what was found about it stays known."""
    ls.documents.close(params.text_document.uri)
    ls.clang.forget(params.text_document.uri)


def register(server: HastenServer) -> None:
    """Register this feature."""
    server.feature(types.TEXT_DOCUMENT_DID_OPEN)(did_open)
    server.feature(types.TEXT_DOCUMENT_DID_CHANGE)(did_change)
    server.feature(types.TEXT_DOCUMENT_DID_SAVE)(did_save)
    server.feature(types.TEXT_DOCUMENT_DID_CLOSE)(did_close)
