"""Hover on the head of a function: what could be tried, or what has been measured."""

from __future__ import annotations

import asyncio
import re

from lsprotocol import types

from hasten.lsp import describing
from hasten.lsp.documents import Snapshot
from hasten.lsp.language_server import HastenServer
from hasten.lsp.llvm_hover import late_hover, llvm_hover
from hasten.lsp.matching import look
from hasten.lsp.wish import digest_of, wish_for
from hasten.rules.rule import Unit
from hasten.source.cpp import Function
from hasten_sim.nouns import language_of

PATIENCE_SECONDS = 0.02
"""How long a hover waits for what is being looked up; the next one shows it."""
WARMING_SECONDS = 2.0
"""The same while the engine is still being loaded, in the first moments of the server."""
KEPT = 64
MARKUP = re.compile(r"\*\*|`|(?<!\\)\*(?=\S)|(?<=\S)\*")


async def hover(ls: HastenServer, params: types.HoverParams) -> types.Hover | None:
    """Describe the function whose head is pointed at; nothing runs or is waited for."""
    try:
        module = await ls.llvm_snapshot_soon(params.text_document.uri)
    except TimeoutError:
        return late_hover(ls)
    if module is not None:
        return await llvm_hover(ls, module, params.position)
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
    ls.clang.request(snapshot.uri, snapshot.path, snapshot.text)
    facts = ls.clang.facts(snapshot.text)
    disabled = ls.configuration.settings_or_defaults(snapshot.path).disabled_rules
    digest = digest_of(snapshot, function)
    key = (snapshot.uri, snapshot.version, digest, facts is not None, disabled)
    unit = Unit(snapshot.source, function.span, facts, language_of(snapshot.path))
    jobs: list[asyncio.Task[None]] = []
    if not ls.results.is_asked(snapshot.function_target(function)):
        jobs.append(ls.jobs.start(_recall(ls, snapshot, function), "recall"))
    if key not in ls.matching:
        jobs.append(ls.jobs.start(_match(ls, unit, disabled, key), "match"))
    if jobs:
        await asyncio.wait(jobs, timeout=PATIENCE_SECONDS if ls.is_warm else WARMING_SECONDS)
    link = _links(ls, snapshot, function)
    known = ls.results.known(snapshot, function)
    if known is None and function.qualified == "main":
        known = ls.results.known(snapshot, None)
    if known is not None:
        return describing.measured(known, link)
    matched = ls.matching.get(key)
    if matched is None:
        clang = "Rewrites are still being looked for: point at it again."
    elif facts is None:
        clang = ls.clang.problem or "More may be found when clang has been asked about types."
    elif not facts.complete:
        clang = "Clang cannot read this file, so rewrites that need types are not tried."
    else:
        clang = ""
    if not clang and (matched is None or not matched.rewrites):
        return None
    return describing.matches(function.qualified, matched, snapshot.source, clang, link)


def _links(ls: HastenServer, snapshot: Snapshot, function: Function) -> describing.Link:
    if not ls.configuration.command_links:
        return describing.plain_link
    wish = wish_for(snapshot, function)
    position = snapshot.position(function.name_span.start)
    place = {"line": position.line, "character": position.character}
    return describing.command_link({**wish.argument(), "position": place})


async def _recall(ls: HastenServer, snapshot: Snapshot, function: Function) -> None:
    targets = [snapshot.function_target(function)]
    if function.qualified == "main":
        targets.append(snapshot.program_target())
    await ls.recall(*targets)


async def _match(
    ls: HastenServer, unit: Unit, disabled: tuple[str, ...], key: tuple[object, ...]
) -> None:
    ls.matching_for = key
    async with ls.matching_turn:
        if ls.matching_for != key:
            return  # Somebody has typed or pointed elsewhere meanwhile.
        matched = await ls.worker.run(look, unit, disabled)
    if len(ls.matching) >= KEPT:
        ls.matching.clear()
    ls.matching[key] = matched


def register(server: HastenServer) -> None:
    """Register this feature."""
    server.feature(types.TEXT_DOCUMENT_HOVER)(hover)
