"""Asking a language model: its actions, the user's consent, and the editor's own model.

A model of the kind `editor` is asked by the request `hasten/complete`, which only clients get that
say `{"completes": true}` in their initialization options.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import evolve
from lsprotocol import types

from hasten.errors import ModelError
from hasten.lsp.documents import Snapshot
from hasten.lsp.wish import Wish, wish_for
from hasten.model_settings import ModelSettings
from hasten.settings import Settings
from hasten.source.cpp import Function

if TYPE_CHECKING:
    from hasten.engine.model_request import ModelRequest
    from hasten.lsp.language_server import HastenServer

COMMAND = "hasten.optimize"
SHOWN = 4
"""Models that are listed."""
CONDITIONED = "performance_conditioned"
REPAIR = "repair"
SEND, REFUSE = "Send", "Do not send"


def actions(
    ls: HastenServer,
    snapshot: Snapshot,
    function: Function | None,
    settings: Settings,
    kind: types.CodeActionKind,
) -> Iterator[types.CodeAction]:
    """For each model of the settings: in its own way, so and repaired, and for a score of 10/10."""
    models = [one for one in settings.models if _can_answer(ls, one)]
    for model in models[:SHOWN]:
        for strategy in _strategies(model):
            wish = evolve(wish_for(snapshot, function), model=model.name, strategy=strategy)
            how = "10/10" if strategy == CONDITIONED else strategy
            title = f"Optimize this {wish.scope} with {model.name} ({how})"
            yield types.CodeAction(
                title=title,
                kind=kind,
                command=types.Command(title, COMMAND, arguments=[wish.argument()]),
                data=wish.argument(),
            )


async def request_for(ls: HastenServer, wish: Wish, settings: Settings) -> ModelRequest | None:
    """What the engine is to ask of a model, None when the wish names none.

    The user is asked first where code would go to a server for the first time. Raises ModelError
    when that is refused, or there is no such model.
    """
    if not wish.model:
        return None
    from hasten.engine.model_request import ModelRequest
    from hasten.models.registry import chosen

    await _approve(ls, chosen(settings, wish.model))
    return ModelRequest(wish.model, wish.strategy)


def _strategies(model: ModelSettings) -> tuple[str, ...]:
    """What a model can be asked by in the menu; one that only continues texts repairs nothing."""
    own, *on_top = model.strategy.split("+")
    repairs = model.form == "chat" and own != REPAIR and REPAIR not in on_top
    repaired = (f"{model.strategy}+{REPAIR}",) if repairs else ()
    return tuple(dict.fromkeys((model.strategy, *repaired, CONDITIONED)))


def _can_answer(ls: HastenServer, model: ModelSettings) -> bool:
    return model.kind != "editor" or ls.configuration.completes


async def _approve(ls: HastenServer, model: ModelSettings) -> None:
    """Have the user's consent, once for each server and key, in words that say what is sent."""
    from hasten.models.approvals import Approvals, notice

    approvals = Approvals()
    if await ls.worker.run(approvals.allow, model):
        return
    answer = await ls.window_show_message_request_async(
        types.ShowMessageRequestParams(
            types.MessageType.Warning,
            notice(model),
            [types.MessageActionItem(SEND), types.MessageActionItem(REFUSE)],
        )
    )
    if answer is None or answer.title != SEND:
        raise ModelError(f"{model.name} was not asked: you did not agree to send code there.")
    await ls.worker.run(approvals.approve, model)
