"""Bringing an edit into the editor, with the user's consent."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from hasten.lsp.documents import Snapshot
from hasten.lsp.evidence import show_evidence
from hasten.lsp.results import Offer
from hasten.lsp.searching import action_title, current_offers, edit_of
from hasten.nouns import SearchResult

if TYPE_CHECKING:
    from hasten.lsp.language_server import HastenServer

logger = logging.getLogger(__name__)

APPLY = "Apply"
EVIDENCE = "Show evidence"


async def offer_edit(
    ls: HastenServer, result: SearchResult, offer: Offer, snapshot: Snapshot, message: str
) -> bool:
    """Ask the user, apply if they agree; whether the edit was made.

    A client that shows annotated edits asks by itself, with the edit before the user's eyes.
    """
    if not ls.client.applies_edits:
        ls.show(f"{message}. Apply it with the code action “{action_title(offer)}”.")
        return False
    if not ls.client.annotated_edits and not await _consent(ls, result, message):
        return False
    return await apply_offer(ls, result, offer, snapshot)


async def _consent(ls: HastenServer, result: SearchResult, message: str) -> bool:
    actions = [types.MessageActionItem(APPLY), types.MessageActionItem(EVIDENCE)]
    request = types.ShowMessageRequestParams(types.MessageType.Info, message, actions)
    try:
        answer = await ls.window_show_message_request_async(request)
    except JsonRpcException as error:
        logger.warning("the client cannot ask: %s", error)
        ls.show(f"{message}. A code action applies it.")
        return False
    if answer is not None and answer.title == EVIDENCE:
        await show_evidence(ls, result)
    return answer is not None and answer.title == APPLY


async def apply_offer(
    ls: HastenServer, result: SearchResult, offer: Offer, snapshot: Snapshot
) -> bool:
    """Apply an offer to the document as it is now; whether the client did.

    The document may have moved on while the user was asked.
    """
    document = ls.documents.get(snapshot.uri)
    if document is not None and document.version != snapshot.version:
        snapshot = await document.snapshot(ls.parser)
        offers = await current_offers(ls, result, snapshot)
        same = [one for one in offers if one.proposal is offer.proposal]
        if not same:
            ls.show(
                "The lines of the edit have changed meanwhile, so it was dropped. Search again.",
                types.MessageType.Warning,
            )
            return False
        offer = same[0]
    edit = edit_of(ls, snapshot, offer)
    try:
        answer = await ls.workspace_apply_edit_async(
            types.ApplyWorkspaceEditParams(edit, label=action_title(offer))
        )
    except JsonRpcException as error:
        ls.show(f"The edit could not be applied: {error}", types.MessageType.Warning)
        return False
    if not answer.applied:
        logger.info("the client did not apply the edit: %s", answer.failure_reason or "declined")
    return answer.applied
