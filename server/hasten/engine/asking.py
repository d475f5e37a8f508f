"""Searches that ask models, and what they are asked with: what is dear to open is kept open."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from attrs import evolve

from hasten.engine.events import Listener, Progress
from hasten.engine.model_request import ModelRequest, OpenRetriever
from hasten.engine.rule_search import Rewriter
from hasten.engine.search import Search
from hasten.engine.workbench import Workbench
from hasten.errors import ModelError
from hasten.nouns import SearchResult, Target, Trial
from hasten.settings import Settings
from hasten_sim.store import Store

if TYPE_CHECKING:
    # What asking a model takes is not loaded before one is asked.
    from hasten.engine.consulting import Consultation
    from hasten.engine.model_search import ModelSearch
    from hasten.models.accounting import Ledger
    from hasten.models.answerer import Answerer
    from hasten.models.editor import Complete
    from hasten.models.held import HeldCheckpoints


class Asking:
    """What one engine asks models with; `close` it, for checkpoints stay loaded until then."""

    def __init__(
        self, store: Store | None, examples: OpenRetriever | None, complete: Complete | None
    ) -> None:
        self._store = store
        self._examples = examples
        self._complete = complete
        self._held: HeldCheckpoints | None = None

    async def search(
        self,
        target: Target,
        settings: Settings,
        request: ModelRequest,
        workbench: Workbench,
        find: Rewriter,
        tell: Listener,
    ) -> SearchResult:
        """Search with the answers of models, and with rules on top of them.

        Raises ModelError where none of them gives an answer.
        """
        from hasten.engine.consulting import begin
        from hasten.models.accounting import search_ledger

        ledger = search_ledger(settings, request.ledger)
        searches: list[ModelSearch] = []
        async with AsyncExitStack() as held:
            consultations = [
                await held.enter_async_context(
                    self.consult(target, settings, one, workbench, find, ledger)
                )
                for one in request.each()
            ]

            await _load([one.answerer for one in consultations], tell)

            async def make(baseline: Trial) -> ModelSearch:
                searches.append(await begin(consultations, baseline))
                return searches[0]

            try:
                result = await Search(target, settings, workbench, tell).run(make)
            finally:
                for search in searches:
                    await search.close()
        if not searches:
            return result
        return evolve(
            result,
            message=searches[0].told(result.message if result.trials else ""),
            untried=tuple(searches[0].untried),
            problems=tuple(searches[0].problems),
        )

    @asynccontextmanager
    async def consult(
        self,
        target: Target,
        settings: Settings,
        request: ModelRequest,
        workbench: Workbench,
        find: Rewriter,
        ledger: Ledger | None = None,
    ) -> AsyncGenerator[Consultation]:
        """Ask a model about a target: connections end with the block. `find` are the rules.

        `ledger` counts what it takes, with what other models take for the same search.
        Raises ModelError where the request cannot be carried out.
        """
        from hasten.engine.consulting import Consultation
        from hasten.engine.own_templates import own_templates
        from hasten.models.held import HeldCheckpoints
        from hasten.models.registry import chosen, open_answerer, window_of

        if self._examples is None:
            raise ModelError("There are no pairs of programs to show to a model.")
        if self._held is None:
            self._held = HeldCheckpoints()
        who = chosen(settings, request.model)
        answerer = open_answerer(
            settings,
            who.name,
            target=target,
            store=self._store,
            ledger=ledger,
            complete=self._complete,
            held=self._held,
        )
        try:
            yield Consultation(
                target=target,
                settings=settings,
                request=request,
                model=who,
                answerer=answerer,
                window=window_of(who, settings),
                workbench=workbench,
                find=find,
                examples=self._examples,
                templates=await asyncio.to_thread(own_templates, settings),
            )
        finally:
            await answerer.close()

    async def close(self) -> None:
        """End the checkpoints that are loaded. Closing twice is fine."""
        if self._held is not None:
            await self._held.close()


async def _load(answerers: Sequence[Answerer], tell: Listener) -> None:
    """Load checkpoints before the search: what that takes is not for its budget.

    Not where answers are kept: then perhaps nothing need be asked. Raises ModelError where there is
    nobody else to ask.
    """
    from hasten.models.local import LocalAnswerer

    for answerer in answerers:
        if isinstance(answerer, LocalAnswerer):
            tell(Progress("preparing", 0, 1, None, f"loading {answerer.name}"))
            try:
                await answerer.prepare()
            except ModelError:
                if len(answerers) == 1:
                    raise
