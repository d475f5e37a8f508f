"""The engine: searches, measurements, verifications and replays, for any front end.

One engine serves one process. It holds the sandbox, the store and clang's worker, joins requests
for the same search, and leaves nothing running when it is closed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from attrs import define, evolve, field, frozen

from hasten.engine.events import Event, Listener, Progress
from hasten.engine.foresight import Finder, ForesightedSearch
from hasten.engine.memory import conditions_digest, recall, remember
from hasten.engine.neighbourhood import Neighbourhood
from hasten.engine.proposals import speedup_of
from hasten.engine.rule_search import RuleSearch, first_texts
from hasten.engine.search import Search, as_trial
from hasten.engine.workbench import Workbench, find_suite, open_workbench
from hasten.nouns import Candidate, Origin, Rewrite, SearchResult, Span, Target, Trial
from hasten.rules.adoption import Adoption
from hasten.rules.expansion import Expanded, expand_macros, with_expanded
from hasten.rules.inlining import across_calls, write_out
from hasten.rules.registry import all_rules, find_rewrites
from hasten.rules.rule import Unit
from hasten.settings import Settings
from hasten.source.cpp import CppSource
from hasten.source.target import follow
from hasten_sim.command_turns import HEAVY_SECONDS
from hasten_sim.facts import Facts
from hasten_sim.frontend import Frontend
from hasten_sim.nouns import Suite
from hasten_sim.sandbox import open_sandbox
from hasten_sim.sandbox_types import Sandbox
from hasten_sim.store import Store, default_directory
from hasten_sim.toolchain import flags_from_compile_commands


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

    def __init__(self, store: Store | None = None) -> None:
        self._store = store
        self._cache = store.directory if store is not None else default_directory()
        self._sandboxes: dict[str, Sandbox] = {}
        self._frontends: dict[str, Frontend] = {}
        self._opening = asyncio.Lock()
        self._running: dict[tuple[object, ...], _Running] = {}
        self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hasten-rules")

    # --- searching -----------------------------------------------------------------------------

    async def optimize(
        self,
        target: Target,
        settings: Settings,
        *,
        tests: Path | None = None,
        listener: Listener | None = None,
    ) -> SearchResult:
        """Search for faster texts of the target.

        A second request for the same target joins the search that runs. When the last one that
        waits is cancelled, the search ends and with it every child process. Raises NoTests,
        SuiteError, ToolMissing and SandboxUnavailable; an original that cannot be used is a result
        with `stopped` "baseline".
        """
        key = (target.path, target.digest, settings, tests)
        running = self._running.get(key)
        if running is None:
            running = self._start(key, target, settings, tests)
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
    ) -> _Running:
        def tell(event: Event) -> None:
            for listener in tuple(running.listeners):
                listener(event)

        task = asyncio.create_task(self._search(target, settings, tests, tell))
        running = _Running(task)
        self._running[key] = running

        task.add_done_callback(lambda _: self._forget(key, running))
        return running

    def _forget(self, key: tuple[object, ...], running: _Running) -> None:
        if self._running.get(key) is running:
            del self._running[key]

    async def _search(
        self, target: Target, settings: Settings, tests: Path | None, tell: Callable[[Event], None]
    ) -> SearchResult:
        tell(Progress("preparing", 0, 1, None, "looking for tests and the compiler"))
        suite = await asyncio.to_thread(find_suite, target.path, settings, tests)
        sandbox = await self.sandbox(settings)
        async with open_workbench(
            target, settings, suite, sandbox, self._store, self._cache
        ) as workbench:
            prepared = asyncio.create_task(
                workbench.toolchain.prepare(workbench.program(target.text))
            )
            neighbourhood = Neighbourhood(
                target, settings, lambda path, text: self.facts(path, text, settings)
            )
            # Rules are many files: they are read while clang starts.
            self._threads.submit(all_rules)
            finder = Finder(lambda text: self.rewrites(target, text, settings, neighbourhood))
            ahead = [prepared, asyncio.create_task(_compile_ahead(workbench, target, finder))]

            def compile_when_idle(texts: Sequence[str]) -> None:
                workbench.bench.prepare([workbench.program(text) for text in texts])

            async def make(baseline: Trial) -> ForesightedSearch:
                dear = baseline.seconds.get("judge", 0.0) >= HEAVY_SECONDS
                start = partial(RuleSearch, target.text, baseline.cost or 0.0, trials_are_dear=dear)
                search = ForesightedSearch(start, finder, compile_when_idle, workbench.jobs)
                ahead.append(asyncio.create_task(search.watch()))
                return search

            try:
                result = await Search(target, settings, workbench, tell).run(make)
            finally:
                await _end(*ahead, *finder.tasks.values())
        if self._store is not None:
            conditions = await asyncio.to_thread(conditions_digest, settings, suite)
            await asyncio.to_thread(remember, self._store, result, conditions)
        return result

    async def rewrites(
        self,
        target: Target,
        text: str,
        settings: Settings,
        neighbourhood: Neighbourhood | None = None,
    ) -> Sequence[Rewrite]:
        """Return what the catalogue can do with a text of the target, also behind its macros.

        And behind its calls of functions in other files of the project.
        """
        facts = await self.facts(target.path, text, settings)
        adoption = await self._adoption(facts, target, text, neighbourhood)
        found = await self._rewrites_by(facts, target, text, settings, adoption)
        if adoption is not None:
            known = {rewrite.edits for rewrite in found}
            adopted = await self.facts(target.path, adoption.text, settings)
            abroad = await self._rewrites_by(
                adopted, target, adoption.text, settings, block=adoption.block
            )
            found = (*found, *(r for r in adoption.back(abroad) if r.edits not in known))
        found = (*found, *await self._written_out(facts, target, text, settings))
        loop = asyncio.get_running_loop()
        expanded = await loop.run_in_executor(self._threads, expand_macros, text, facts)
        if expanded is None:
            return found
        inner = await self.facts(target.path, expanded.text, settings)
        if not inner.complete:
            return found
        more = await self._rewrites_by(inner, target, expanded.text, settings)
        return with_expanded(found, expanded.back(more))

    async def _written_out(
        self, facts: Facts, target: Target, text: str, settings: Settings
    ) -> Sequence[Rewrite]:
        """Return what the catalogue can do across calls of the text's own small loops."""

        def write() -> Expanded | None:
            source = CppSource.parse(text)
            span = follow(target, source)
            return write_out(source, span, facts) if span is not None else None

        written = await asyncio.get_running_loop().run_in_executor(self._threads, write)
        if written is None:
            return ()
        inner = await self.facts(target.path, written.text, settings)
        if not inner.complete:
            return ()
        more = await self._rewrites_by(inner, target, written.text, settings)
        return across_calls(written, more)

    async def _adoption(
        self, facts: Facts, target: Target, text: str, neighbourhood: Neighbourhood | None
    ) -> Adoption | None:
        """Return the text with what it calls in other files."""
        if neighbourhood is None:
            return None
        source = await asyncio.to_thread(CppSource.parse, text)
        span = follow(target, source)
        return await neighbourhood.adopt(source, span, facts) if span is not None else None

    async def _rewrites_by(
        self,
        facts: Facts,
        target: Target,
        text: str,
        settings: Settings,
        adoption: Adoption | None = None,
        block: Span | None = None,
    ) -> Sequence[Rewrite]:
        """Return what the catalogue can do with a text as it is written, with clang's facts.

        A `block` of copied functions right before the target belongs to it.
        """

        def find() -> Sequence[Rewrite]:
            disabled = set(settings.disabled_rules)
            rules = [rule for rule in all_rules() if rule.id not in disabled]
            source = CppSource.parse(text)
            span = follow(target, source)
            if span is None:
                return ()
            if block is not None and block.end <= span.start:
                between = source.code[block.end : span.start]
                span = span if between.strip() else Span(block.start, span.end)
            return find_rewrites(Unit(source, span, facts, adoption=adoption), rules)

        return await asyncio.get_running_loop().run_in_executor(self._threads, find)

    # --- single measurements -------------------------------------------------------------------

    async def measure(
        self, target: Target, settings: Settings, *, tests: Path | None = None
    ) -> Trial:
        """Judge and measure a text as it stands. Raises as `optimize` does."""
        suite = await asyncio.to_thread(find_suite, target.path, settings, tests)
        sandbox = await self.sandbox(settings)
        async with open_workbench(
            target, settings, suite, sandbox, self._store, self._cache
        ) as workbench:
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
        self, target: Target, settings: Settings, tests: Path | None = None
    ) -> SearchResult | None:
        """Return the result of a search that need not run again: same text, tests and settings."""
        if self._store is None or (found := recall(self._store, target)) is None:
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
        self._threads.shutdown(wait=False, cancel_futures=True)


async def _compile_ahead(workbench: Workbench, target: Target, finder: Finder) -> None:
    """While the original is measured, one processor may be idle: compile what comes first."""
    texts = first_texts(target.text, await finder.find(target.text))
    workbench.bench.prepare([workbench.program(text) for text in texts], urgent=True)


async def _end(*tasks: asyncio.Task[object]) -> None:
    """Cancel what still runs and wait for it; what it raises belongs to nobody any more."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
