"""A search for an editor: find what is meant, search, and carry the answer to the text of now."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Literal

from attrs import frozen
from lsprotocol import types

from hasten import numbers
from hasten.errors import TargetError
from hasten.lsp import asking
from hasten.lsp.documents import Snapshot
from hasten.lsp.edits import workspace_edit
from hasten.lsp.progress import WorkDone
from hasten.lsp.results import Offer, offers_for
from hasten.lsp.wish import Changed, Wish, target_of
from hasten.nouns import SearchResult, Target
from hasten.source.edits import apply, unified_diff
from hasten_sim.errors import SimError

if TYPE_CHECKING:
    from hasten.lsp.language_server import HastenServer

logger = logging.getLogger(__name__)

Status = Literal["proposals", "nothing", "failed", "changed"]


@frozen
class Outcome:
    """How a search ended for the client.

    `snapshot` is the text that the offers' edits are for. `closed`: the document was closed
    meanwhile, so the edits are for the file as it is on disk.
    """

    status: Status
    message: str
    result: SearchResult | None = None
    offers: tuple[Offer, ...] = ()
    snapshot: Snapshot | None = None
    closed: bool = False


async def search(ls: HastenServer, wish: Wish, progress: WorkDone) -> Outcome:
    """Search for what the client wishes; what is wrong with the world is a failed outcome."""
    try:
        document = ls.documents.get_or_read(wish.uri)
        if not document.is_ours:
            raise TargetError(f"{wish.uri} is not C++ or C", "Only C++ and C can be optimized.")
        was_open = ls.documents.get(wish.uri) is not None
        snapshot = await document.snapshot(ls.parser)
        target = target_of(snapshot, wish.find(document, snapshot))
        await ls.configuration.wait()
        settings = ls.configuration.settings_for(snapshot.path)
        model = await asking.request_for(ls, wish, settings)
        engine = await ls.engine()
        if ls.jobs.slots.locked():
            progress.report("waiting for another search to end", 0, 1)
        async with ls.jobs.slots:
            result = await engine.optimize(target, settings, listener=progress.tell, model=model)
        await ls.worker.run(ls.results.add, result)
        ls.refresh_lenses()
        return await _conclude(ls, wish, result, was_open)
    except Changed as error:
        return Outcome("changed", str(error))
    except SimError as error:
        logger.info("a search failed: %s", error)
        return Outcome("failed", str(error))


async def _conclude(ls: HastenServer, wish: Wish, result: SearchResult, was_open: bool) -> Outcome:
    name = title_of(result.target)
    if result.stopped == "baseline":
        return Outcome("failed", f"{name}: {result.message}", result)
    if not result.proposals:
        return Outcome("nothing", f"{name}: {result.message}", result)
    closed = was_open and ls.documents.get(wish.uri) is None
    snapshot = await ls.documents.get_or_read(wish.uri).snapshot(ls.parser)
    offers = await current_offers(ls, result, snapshot)
    if not offers:
        return Outcome(
            "changed",
            f"{name} has changed while it was searched, so the edit found for the earlier text "
            "was dropped. Search again.",
            result,
        )
    return Outcome("proposals", f"{name}: {result.message}", result, offers, snapshot, closed)


async def current_offers(
    ls: HastenServer, result: SearchResult, snapshot: Snapshot
) -> tuple[Offer, ...]:
    """Return the proposals as edits of the text as it is now.

    A function must be what it was; elsewhere in the text edits are carried over line by line.
    """
    if snapshot.text == result.target.text:
        return offers_for(result, snapshot.text)
    if result.target.name:
        wanted = result.target.function_text
        named = snapshot.source.function_named(result.target.name)
        if not any(snapshot.source.slice(function.span) == wanted for function in named):
            return ()
    return await ls.worker.run(offers_for, result, snapshot.text)


def title_of(target: Target) -> str:
    """Name what was searched."""
    return f"{target.name}" if target.name else target.path.name


def action_title(offer: Offer, *, same_text: bool = True) -> str:
    """Name the action that applies an offer."""
    speedup = numbers.speedup(offer.proposal.speedup)
    title = f"Apply verified edit: {speedup} faster ({offer.name})"
    return title if same_text else f"{title}, verified before other lines changed"


def cases_of(offer: Offer) -> str:
    """Say what an offer's promise rests on."""
    evidence = offer.proposal.evidence
    cases = numbers.count(evidence.cases, "test case")
    condition = f". {evidence.origin.condition}" if evidence.origin.condition else ""
    if evidence.origin.guarantee == "exact":
        return f"preserves behaviour where its rules fire, and passed {cases}{condition}"
    return f"passed {cases}{condition}"


def edit_of(ls: HastenServer, snapshot: Snapshot, offer: Offer) -> types.WorkspaceEdit:
    """Return an offer as an edit of the snapshot."""
    label = f"hasten: {numbers.speedup(offer.proposal.speedup)} faster ({offer.name})"
    return workspace_edit(snapshot, offer.edits, ls.client, label, cases_of(offer))


def proposals_record(ls: HastenServer, outcome: Outcome) -> list[dict[str, Any]]:
    """Return the proposals of an outcome for the client, best first."""
    snapshot = outcome.snapshot
    if snapshot is None:
        return []
    return [_proposal(ls, snapshot, offer) for offer in outcome.offers]


def record_of(result: SearchResult | None) -> dict[str, Any] | None:
    """Return the record of a search as `hasten optimize --json` prints it."""
    # Imported late: it brings the engine, which the first answer must not wait for.
    from hasten.report.record import search_record

    return search_record(result) if result is not None else None


def _proposal(ls: HastenServer, snapshot: Snapshot, offer: Offer) -> dict[str, Any]:
    new_text = apply(snapshot.text, offer.edits)
    return {
        "title": action_title(offer),
        "speedup": offer.proposal.speedup,
        "kind": offer.proposal.trial.candidate.origin.guarantee,
        "diff": unified_diff(snapshot.text, new_text, snapshot.path.name),
        "newText": new_text,
        "edit": edit_of(ls, snapshot, offer),
    }
