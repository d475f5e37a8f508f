"""Code actions: begin a search, or apply what one has found. Listing them runs nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from hasten.lsp import asking
from hasten.lsp.documents import Snapshot
from hasten.lsp.features import shrink, sizes
from hasten.lsp.features.apply import COMMAND as APPLY
from hasten.lsp.features.optimize import COMMAND
from hasten.lsp.language_server import HastenServer
from hasten.lsp.searching import action_title, edit_of
from hasten.lsp.wish import Wish, target_of, wish_for
from hasten.nouns import Target
from hasten.settings import Settings
from hasten.source.cpp import Function
from hasten_sim.errors import SimError

KIND = types.CodeActionKind.RefactorRewrite
CONTENT_MODIFIED = -32801
SHOWN = 3
"""Verified edits of one search that are listed, best first."""
RECALL_SECONDS = 0.02
"""How long listing waits for what earlier runs found; later it is there at once."""


async def code_action(
    ls: HastenServer, params: types.CodeActionParams
) -> list[types.CodeAction | types.Command] | None:
    """List what can be done at the beginning of the selection."""
    if not _wanted(params.context.only):
        return None
    try:
        module = await ls.llvm_snapshot_soon(params.text_document.uri)
    except TimeoutError:
        late = shrink.actions_unseen(params.text_document.uri, params.range.start, KIND)
        return _listed(ls, list(late))
    if module is not None:
        return _listed(ls, list(shrink.actions(ls, module, params.range.start, KIND)))
    snapshot = await ls.snapshot(params.text_document.uri)
    if snapshot is None:
        return None
    settings = ls.configuration.settings_or_defaults(snapshot.path)
    function = snapshot.source.function_at(snapshot.offset(params.range.start))
    wanted = _targets(ls, snapshot, function, settings)
    await _recall(ls, snapshot, wanted)
    actions = [action for one in wanted for action in _actions(ls, snapshot, one)]
    if wanted:
        actions += asking.actions(ls, snapshot, wanted[0], settings, KIND)
    document = ls.documents.get(snapshot.uri)
    if document is not None and not document.is_header:
        actions += await sizes.action(ls, snapshot, KIND)
    return _listed(ls, actions)


def _listed(
    ls: HastenServer, actions: list[types.CodeAction]
) -> list[types.CodeAction | types.Command]:
    if ls.client.literal_actions:
        return [*actions]
    return [_as_command(action) for action in actions]


def _wanted(only: Sequence[types.CodeActionKind | str] | None) -> bool:
    """Whether a client that asks for these kinds wants ours; kinds are hierarchical."""
    if only is None:
        return True
    kinds = [kind.value if isinstance(kind, types.CodeActionKind) else kind for kind in only]
    return any(
        not kind or KIND.value == kind or KIND.value.startswith(f"{kind}.") for kind in kinds
    )


def _targets(
    ls: HastenServer, snapshot: Snapshot, function: Function | None, settings: Settings
) -> list[Function | None]:
    """List the function, then the program as None, where they can be tested."""
    document = ls.documents.get(snapshot.uri)
    has_project_tests = bool(settings.project_test)
    targets: list[Function | None] = []
    is_header = document is not None and document.is_header
    if function is not None and (has_project_tests or not is_header):
        targets.append(function)
    if snapshot.source.has_main or (has_project_tests and not is_header):
        targets.append(None)
    return targets


async def _recall(ls: HastenServer, snapshot: Snapshot, wanted: list[Function | None]) -> None:
    """Look up what earlier runs found, without making anybody wait for it."""
    targets = [target_of(snapshot, one) for one in wanted]
    if all(ls.results.is_asked(target) for target in targets):
        return
    task = ls.jobs.start(_look_up(ls, targets), "recall")
    await asyncio.wait([task], timeout=RECALL_SECONDS)


async def _look_up(ls: HastenServer, targets: list[Target]) -> None:
    await ls.recall(*targets)


def _actions(
    ls: HastenServer, snapshot: Snapshot, function: Function | None
) -> Iterator[types.CodeAction]:
    known = ls.results.known(snapshot, function)
    for index, offer in enumerate(known.offers[:SHOWN] if known else ()):
        assert known is not None
        action = types.CodeAction(
            title=action_title(offer, same_text=known.same_text),
            kind=KIND,
            is_preferred=index == 0 or None,
            data=wish_for(snapshot, function, proposal=offer.digest).argument(),
        )
        if not ls.client.resolves_edits:
            action.edit = edit_of(ls, snapshot, offer)
        yield action
    wish = wish_for(snapshot, function)
    title = f"Optimize this {wish.scope}"
    yield types.CodeAction(
        title=title,
        kind=KIND,
        command=types.Command(title, COMMAND, arguments=[wish.argument()]),
        data=wish.argument(),
    )


def _as_command(action: types.CodeAction) -> types.Command:
    """Return the action for a client that knows only commands."""
    return action.command or types.Command(action.title, APPLY, arguments=[action.data])


async def resolve(ls: HastenServer, action: types.CodeAction) -> types.CodeAction:
    """Add the edit of a verified action, if the text is still what it was."""
    if action.command is not None or action.data is None:
        return action
    wish = Wish.read(action.data)
    document = ls.documents.get(wish.uri)
    snapshot = await ls.snapshot(wish.uri)
    if document is None or snapshot is None:
        raise JsonRpcException(f"{wish.uri} is not open", CONTENT_MODIFIED)
    try:
        function = wish.find(document, snapshot)
    except SimError as error:
        raise JsonRpcException(str(error), CONTENT_MODIFIED) from error
    known = ls.results.known(snapshot, function)
    offer = known.offer(wish.proposal) if known is not None else None
    if offer is None:
        raise JsonRpcException("the lines of the verified edit have changed", CONTENT_MODIFIED)
    action.edit = edit_of(ls, snapshot, offer)
    return action


def register(server: HastenServer) -> None:
    """Register this feature."""
    options = types.CodeActionOptions(code_action_kinds=[KIND], resolve_provider=True)
    server.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)(code_action)
    server.feature(types.CODE_ACTION_RESOLVE)(resolve)
