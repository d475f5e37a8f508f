"""Lenses above functions: optimize, and after a search what it found. Off by default."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from hasten import numbers
from hasten.lsp.documents import Snapshot
from hasten.lsp.features.apply import COMMAND as APPLY
from hasten.lsp.features.optimize import COMMAND as OPTIMIZE
from hasten.lsp.language_server import HastenServer
from hasten.lsp.wish import wish_for
from hasten.source.cpp import Function

SHORTEST = 4
"""Functions with fewer lines get no lens: there would be more lenses than code."""
MOST = 500


async def code_lens(ls: HastenServer, params: types.CodeLensParams) -> list[types.CodeLens] | None:
    """List the lenses of a document."""
    snapshot = await ls.snapshot(params.text_document.uri)
    if snapshot is None:
        return None
    settings = ls.configuration.settings_or_defaults(snapshot.path)
    can_test = snapshot.source.has_main or bool(settings.project_test)
    if not settings.code_lens or not can_test:
        return []
    functions = snapshot.source.functions[:MOST]
    return [lens for function in functions for lens in _lenses(ls, snapshot, function)]


def _lenses(ls: HastenServer, snapshot: Snapshot, function: Function) -> Iterator[types.CodeLens]:
    where = snapshot.range(function.span)
    known = ls.results.known(snapshot, function)
    line = types.Range(where.start, where.start)
    if known is not None and known.offers:
        best = known.offers[0]
        argument = wish_for(snapshot, function, proposal=best.digest).argument()
        title = f"{numbers.speedup(best.proposal.speedup)} faster (verified) – apply"
        yield types.CodeLens(line, types.Command(title, APPLY, arguments=[argument]))
    elif where.end.line - where.start.line + 1 >= SHORTEST:
        argument = wish_for(snapshot, function).argument()
        yield types.CodeLens(line, types.Command("Optimize", OPTIMIZE, arguments=[argument]))


def register(server: HastenServer) -> None:
    """Register this feature."""
    server.feature(types.TEXT_DOCUMENT_CODE_LENS)(code_lens)
