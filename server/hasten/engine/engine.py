"""The engine: searches, measurements, verifications and replays, for any front end.

One engine serves one process. It holds the sandbox, the store and clang's worker, joins requests
for the same search, and leaves nothing running when it is closed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, evolve, field, frozen

from hasten.engine.asking import Asking
from hasten.engine.confirming import confirm, searching
from hasten.engine.events import Event, Listener, Progress
from hasten.engine.foresight import Finder, ForesightedSearch
from hasten.engine.memory import conditions_digest, recall, remember, remember_if_better
from hasten.engine.model_request import ModelRequest, OpenRetriever
from hasten.engine.neighbourhood import Neighbourhood
from hasten.engine.proposals import speedup_of
from hasten.engine.rewriting import Rewriting
from hasten.engine.rule_search import RuleSearch, first_texts
from hasten.engine.search import Search, as_trial
from hasten.engine.workbench import Workbench, find_suite, open_workbench
from hasten.nouns import Candidate, Origin, Rewrite, SearchResult, Target, Trial
from hasten.settings import Settings
from hasten_sim.command_turns import HEAVY_SECONDS
from hasten_sim.facts import Facts
from hasten_sim.frontend import Frontend
from hasten_sim.nouns import Suite
from hasten_sim.sandbox import open_sandbox
from hasten_sim.sandbox_types import Sandbox
from hasten_sim.store import Store, default_directory
from hasten_sim.toolchain import flags_from_compile_commands

if TYPE_CHECKING:
    # What asking a model takes is not loaded before one is asked.
    from hasten.models.editor import Complete
    from hasten.prompts.strategy import Ask


@frozen
class Verification:
    """Both programs on the same tests. `speedup` is None unless both were accepted."""

    original: Trial
    candidate: Trial
    speedup: float | None


@define
class _Running:
    """A search under way, and who listens to it."""

    task: asyncio.Task[SearchResult]
    listeners: list[Listener] = field(factory=list[Listener])
    waiting: int = 0


class Engine:
    """Runs searches; see the module's description."""

    def __init__(
        self,
        store: Store | None = None,
        *,
        examples: OpenRetriever | None = None,
        complete: Complete | None = None,
    ) -> None:
        """`examples` opens the pairs that models are shown, `complete` asks the editor's model."""
        self._store = store
        self.asking = Asking(store, examples, complete)
        self._cache = store.directory if store is not None else default_directory()
        self._sandboxes: dict[str, Sandbox] = {}
        self._frontends: dict[str, Frontend] = {}
        self._opening = asyncio.Lock()
        self._running: dict[tuple[object, ...], _Running] = {}
        self._rewriting = Rewriting(self.facts)

    # --- searching -----------------------------------------------------------------------------

    async def optimize(
        self,
        target: Target,
        settings: Settings,
        *,
        tests: Path | None = None,
        listener: Listener | None = None,
        model: ModelRequest | None = None,
    ) -> SearchResult:
        """Search for faster texts of the target: by the rules, or by asking a `model`.

        A second request for the same target joins the search that runs. When the last one that
        waits is cancelled, the search ends and with it every child process. Raises NoTests,
        SuiteError, ToolMissing and SandboxUnavailable, and ModelError when a model is asked and
        gives no answer; an original that cannot be used is a result
        with `stopped` "baseline".
        """
        key = (target.path, target.digest, settings, tests, model)
        running = self._running.get(key)
        if running is None:
            running = self._start(key, target, settings, tests, model)
        if listener is not None:
            running.listeners.append(listener)
        running.waiting += 1
        try:
            return await asyncio.shield(running.task)
        except asyncio.CancelledError:
            if running.waiting == 1 and not running.task.done():
                # A request that comes now must not join what is about to end.
                self._forget(key, running)
                running.task.cancel()
                await asyncio.wait([running.task])
            raise
        finally:
            running.waiting -= 1
            if listener is not None:
                running.listeners.remove(listener)

    def _start(
        self,
        key: tuple[object, ...],
        target: Target,
        settings: Settings,
        tests: Path | None,
        model: ModelRequest | None,
    ) -> _Running:
        def tell(event: Event) -> None:
            for listener in tuple(running.listeners):
                listener(event)

        task = asyncio.create_task(self._search(target, settings, tests, tell, model))
        running = _Running(task)
        self._running[key] = running

        task.add_done_callback(lambda _: self._forget(key, running))
        return running

    def _forget(self, key: tuple[object, ...], running: _Running) -> None:
        if self._running.get(key) is running:
            del self._running[key]

    async def _search(
        self,
        target: Target,
        settings: Settings,
        tests: Path | None,
        tell: Callable[[Event], None],
        model: ModelRequest | None,
    ) -> SearchResult:
        tell(Progress("preparing", 0, 1, None, "looking for tests and the compiler"))
        async with self.workbench(target, settings, tests) as workbench:
            first = searching(settings)
            result = await self.search_on(workbench, target, first, tell, model)
        if settings.confirm and result.proposals:
            second = evolve(settings, backend=settings.confirm)
            result = await confirm(result, settings, self.workbench(target, second, tests), tell)
        if self._store is not None:
            conditions = await asyncio.to_thread(conditions_digest, settings, workbench.suite)
            if model is None:
                await asyncio.to_thread(remember, self._store, result, conditions)
            else:
                from hasten.engine.asked import remember_asked

                asked = (result, settings, workbench.suite, model)
                await asyncio.to_thread(remember_if_better, self._store, result)
                await asyncio.to_thread(remember_asked, self._store, *asked)
        return result

    async def search_on(
        self,
        workbench: Workbench,
        target: Target,
        settings: Settings,
        tell: Listener,
        model: ModelRequest | None = None,
    ) -> SearchResult:
        """Search on a bench that is open; nothing is remembered. Raises as `optimize` does."""
        workbench.bench.discredit()  # what another search found is not what this one has to beat
        prepared = asyncio.create_task(workbench.toolchain.prepare(workbench.program(target.text)))
        neighbourhood = Neighbourhood(
            target, settings, lambda path, text: self.facts(path, text, settings)
        )
        # Rules are many files: they are read while clang starts.
        self._rewriting.begin()
        finder = Finder(lambda text: self.rewrites(target, text, settings, neighbourhood))
        ahead = [prepared]
        if model is None:
            ahead.append(asyncio.create_task(_compile_ahead(workbench, target, finder)))

        def compile_when_idle(texts: Sequence[str]) -> None:
            workbench.bench.prepare([workbench.program(text) for text in texts])

        async def make(baseline: Trial) -> ForesightedSearch:
            dear = baseline.seconds.get("judge", 0.0) >= HEAVY_SECONDS
            start = partial(RuleSearch, target.text, baseline.cost or 0.0, trials_are_dear=dear)
            search = ForesightedSearch(start, finder, compile_when_idle, workbench.jobs)
            ahead.append(asyncio.create_task(search.watch()))
            return search

        try:
            if model is None:
                result = await Search(target, settings, workbench, tell).run(make)
            else:
                result = await self.asking.search(
                    target, settings, model, workbench, finder.find, tell
                )
        finally:
            await _end(*ahead, *finder.tasks.values())
        return result

    async def prompts(
        self, target: Target, settings: Settings, model: ModelRequest, *, tests: Path | None = None
    ) -> tuple[Ask, ...]:
        """What a model would be sent first. Nothing is sent. Raises as `optimize` does."""
        async with self.workbench(target, settings, tests) as workbench:
            finder = Finder(lambda text: self.rewrites(target, text, settings))
            try:
                consult = self.asking.consult(target, settings, model, workbench, finder.find)
                async with consult as consultation:
                    return await consultation.prompts()
            finally:
                await _end(*finder.tasks.values())

    async def rewrites(
        self,
        target: Target,
        text: str,
        settings: Settings,
        neighbourhood: Neighbourhood | None = None,
    ) -> Sequence[Rewrite]:
        """Return what the catalogue can do with a text of the target, see `Rewriting`."""
        return await self._rewriting.find(target, text, settings, neighbourhood)

    @asynccontextmanager
    async def workbench(
        self,
        target: Target,
        settings: Settings,
        tests: Path | None = None,
        *,
        frugal: bool = False,
    ) -> AsyncGenerator[Workbench]:
        """A bench on the tests of a target, see `open_workbench`. Raises as `optimize` does."""
        suite = await asyncio.to_thread(find_suite, target.path, settings, tests)
        sandbox = await self.sandbox(settings)
        async with open_workbench(
            target, settings, suite, sandbox, self._store, self._cache, frugal=frugal
        ) as workbench:
            yield workbench

    # --- single measurements -------------------------------------------------------------------

    async def measure(
        self, target: Target, settings: Settings, *, tests: Path | None = None
    ) -> Trial:
        """Judge and measure a text as it stands. Raises as `optimize` does."""
        async with self.workbench(target, settings, tests) as workbench:
            outcome = await workbench.bench.baseline(workbench.program(target.text))
            return as_trial(Candidate(target.text, Origin("original")), outcome)

    async def verify(
        self, target: Target, candidate: str, settings: Settings, *, tests: Path | None = None
    ) -> Verification:
        """Judge and measure a given text against the target's own. Raises as `optimize` does."""
        suite = await asyncio.to_thread(find_suite, target.path, settings, tests)
        return await self.compare(target, candidate, settings, suite, self._store)

    async def compare(
        self,
        target: Target,
        candidate: str,
        settings: Settings,
        suite: Suite,
        store: Store | None,
    ) -> Verification:
        """Measure both texts on a given suite; without a store nothing is reused."""
        sandbox = await self.sandbox(settings)
        async with open_workbench(
            target, settings, suite, sandbox, store, self._cache
        ) as workbench:
            first = await workbench.bench.baseline(workbench.program(target.text))
            original = as_trial(Candidate(target.text, Origin("original")), first)
            second = await workbench.bench.trial(workbench.program(candidate))
            if (comparable := await workbench.bench.baseline_for(second)) is not None:
                original = evolve(original, measurement=comparable)
            trial = as_trial(Candidate(candidate, Origin("given")), second)
        accepted = original.accepted and trial.accepted
        return Verification(original, trial, speedup_of(original, trial) if accepted else None)

    # --- what is known without running anything ------------------------------------------------

    def remembered(self, target: Target) -> SearchResult | None:
        """Return the last result for this very text of the function, from this run or another."""
        found = recall(self._store, target) if self._store is not None else None
        return found.result if found is not None else None

    def finished(
        self,
        target: Target,
        settings: Settings,
        tests: Path | None = None,
        model: ModelRequest | None = None,
    ) -> SearchResult | None:
        """Return the result of a search that need not run again: same text, tests and settings.

        With a model, the same questions as well, and all of them answered.
        """
        if self._store is None:
            return None
        if model is not None:
            from hasten.engine.asked import recall_asked

            suite = find_suite(target.path, settings, tests)
            return recall_asked(self._store, target, settings, suite, model)
        if (found := recall(self._store, target)) is None:
            return None
        suite = find_suite(target.path, settings, tests)
        return found.result if found.conditions == conditions_digest(settings, suite) else None

    async def facts(self, path: Path, text: str, settings: Settings) -> Facts:
        """Return what clang knows of a text."""
        frontend = await self._frontend(settings)
        flags = settings.flags or flags_from_compile_commands(path) or ()
        return await frontend.facts(text, path, flags)

    # --- shared parts --------------------------------------------------------------------------

    async def sandbox(self, settings: Settings) -> Sandbox:
        """Return the sandbox that the settings ask for; raises SandboxUnavailable."""
        async with self._opening:
            if settings.sandbox not in self._sandboxes:
                self._sandboxes[settings.sandbox] = await open_sandbox(settings.sandbox)
            return self._sandboxes[settings.sandbox]

    async def _frontend(self, settings: Settings) -> Frontend:
        sandbox = await self.sandbox(settings)
        async with self._opening:
            if sandbox.name not in self._frontends:
                self._frontends[sandbox.name] = await Frontend.open(sandbox, self._cache / "clang")
            return self._frontends[sandbox.name]

    async def close(self) -> None:
        """End all searches and workers; nothing is left running."""
        tasks = [running.task for running in self._running.values()]
        await _end(*tasks)
        for frontend in self._frontends.values():
            await frontend.close()
        self._frontends.clear()
        await self.asking.close()
        self._rewriting.close()


async def _compile_ahead(workbench: Workbench, target: Target, finder: Finder) -> None:
    """While the original is measured, one processor may be idle: compile what comes first."""
    texts = first_texts(target.text, await finder.find(target.text))
    workbench.bench.prepare([workbench.program(text) for text in texts], urgent=True)


async def _end(*tasks: asyncio.Task[object]) -> None:
    """Cancel what still runs and wait for it; what it raises belongs to nobody any more."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
