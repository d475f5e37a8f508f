"""What the catalogue can do with a text: as it is written, behind macros, and across calls."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from hasten.engine.neighbourhood import Neighbourhood
from hasten.nouns import Rewrite, Span, Target
from hasten.rules.adoption import Adoption
from hasten.rules.expansion import Expanded, expand_macros, with_expanded
from hasten.rules.inlining import across_calls, write_out
from hasten.rules.registry import all_rules, find_rewrites
from hasten.rules.rule import Unit
from hasten.settings import Settings
from hasten.source.cpp import CppSource
from hasten.source.target import follow
from hasten_sim.facts import Facts

FindFacts = Callable[[Path, str, Settings], Awaitable[Facts]]
"""Asks clang about a text that stands at a path."""


class Rewriting:
    """Asks the rules, off the message loop. `close` it."""

    def __init__(self, facts: FindFacts) -> None:
        self._facts = facts
        self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hasten-rules")

    def begin(self) -> None:
        """Read the rules, which are many files, before they are asked for."""
        self._threads.submit(all_rules)

    def close(self) -> None:
        """Give up what is under way."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def find(
        self,
        target: Target,
        text: str,
        settings: Settings,
        neighbourhood: Neighbourhood | None = None,
    ) -> Sequence[Rewrite]:
        """Return what the catalogue can do with a text of the target, also behind its macros.

        And behind its calls of functions in other files of the project.
        """
        facts = await self._facts(target.path, text, settings)
        adoption = await self._adoption(facts, target, text, neighbourhood)
        found = await self._rewrites_by(facts, target, text, settings, adoption)
        if adoption is not None:
            known = {rewrite.edits for rewrite in found}
            adopted = await self._facts(target.path, adoption.text, settings)
            abroad = await self._rewrites_by(
                adopted, target, adoption.text, settings, block=adoption.block
            )
            found = (*found, *(r for r in adoption.back(abroad) if r.edits not in known))
        found = (*found, *await self._written_out(facts, target, text, settings))
        loop = asyncio.get_running_loop()
        expanded = await loop.run_in_executor(self._threads, expand_macros, text, facts)
        if expanded is None:
            return found
        inner = await self._facts(target.path, expanded.text, settings)
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
        inner = await self._facts(target.path, written.text, settings)
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
