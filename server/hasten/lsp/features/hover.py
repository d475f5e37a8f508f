"""Hover on the head of a function: what could be tried, or what has been measured."""

from __future__ import annotations

import asyncio
import re

from lsprotocol import types

from hasten.lsp import describing
from hasten.lsp.documents import Snapshot
from hasten.lsp.server import HastenServer
from hasten.lsp.wish import digest_of, wish_for
from hasten.nouns import Rewrite
from hasten.rules.registry import find_rewrites
from hasten.rules.rule import Unit
from hasten.source.cpp import Function

RECALL_SECONDS = 0.2
MARKUP = re.compile(r"\*\*|`|(?<!\\)\*(?=\S)|(?<=\S)\*")


async def hover(ls: HastenServer, params: types.HoverParams) -> types.Hover | None:
    """Describe the function whose head is pointed at; nothing runs or is waited for."""
    snapshot = await ls.snapshot(params.text_document.uri)
    if snapshot is None:
        return None
    offset = snapshot.offset(params.position)
    function = snapshot.source.function_at(offset)
    if function is None or not function.head.contains(offset):
        return None
    text = await _text(ls, snapshot, function)
    if text is None:
        return None
    kind = types.MarkupKind.Markdown if ls.client.markdown else types.MarkupKind.PlainText
    value = text if ls.client.markdown else MARKUP.sub("", text)
    return types.Hover(types.MarkupContent(kind, value), snapshot.range(function.name_span))


async def _text(ls: HastenServer, snapshot: Snapshot, function: Function) -> str | None:
    recall = ls.jobs.start(_recall(ls, snapshot, function), "recall")
    await asyncio.wait([recall], timeout=RECALL_SECONDS)
    link = _links(ls, snapshot, function)
    known = ls.results.known(snapshot, function)
    if known is not None:
        return describing.measured(known, link)
    ls.clang.request(snapshot.uri, snapshot.path, snapshot.text)
    facts = ls.clang.facts(snapshot.text)
    rewrites = await _matching(ls, snapshot, function)
    clang = ""
    if facts is None:
        clang = ls.clang.problem or "More may be found when clang has been asked about types."
    elif not facts.complete:
        clang = "Clang cannot read this file, so rewrites that need types are not tried."
    if not rewrites and not clang:
        return None
    return describing.matches(function.qualified, rewrites, snapshot.source, clang, link)


def _links(ls: HastenServer, snapshot: Snapshot, function: Function) -> describing.Link:
    if not ls.configuration.command_links:
        return describing.plain_link
    wish = wish_for(snapshot, function)
    position = snapshot.position(function.name_span.start)
    place = {"line": position.line, "character": position.character}
    return describing.command_link({**wish.argument(), "position": place})


async def _recall(ls: HastenServer, snapshot: Snapshot, function: Function) -> None:
    await ls.recall(snapshot.function_target(function))


async def _matching(
    ls: HastenServer, snapshot: Snapshot, function: Function
) -> tuple[Rewrite, ...]:
    """Return the rewrites that match; the last answers are kept."""
    facts = ls.clang.facts(snapshot.text)
    key = (snapshot.uri, snapshot.version, digest_of(snapshot, function), facts is not None)
    if key not in ls.matching:
        unit = Unit(snapshot.source, function.span, facts)
        if len(ls.matching) >= 64:
            ls.matching.clear()
        ls.matching[key] = await ls.worker.run(find_rewrites, unit)
    return ls.matching[key]


def register(server: HastenServer) -> None:
    """Register this feature."""
    server.feature(types.TEXT_DOCUMENT_HOVER)(hover)
