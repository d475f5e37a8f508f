"""What models answer, judged on other inputs than those of the tests.

Tests that are one run of a program with its own inputs are passed by what is wrong on all others:
a rewrite of the catalogue says why it is right, a model's answer does not. Where the project names
the files that make the inputs, their seeds and sizes are changed. A change that the original does
not bear does not count.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from attrs import evolve

from hasten.source.variation import Variation, variations
from hasten.textfile import read_source
from hasten_sim.bench import Bench
from hasten_sim.nouns import Accepted, CommandSuite, Program, Suite, Verdict, WrongOutput
from hasten_sim.slots import Shared

DRAW = 1
"""The evaluation of searches takes the draw 0: what it finds out is not known here."""

OpenBench = Callable[[Suite], Awaitable[Bench]]


class FreshInputs:
    """Judges texts for one target. Made by a workbench, which closes it."""

    def __init__(
        self, suite: Suite, files: Sequence[str], original: Program, open_bench: OpenBench
    ) -> None:
        """`files` are those of the project that make the inputs."""
        self._suite = suite
        self._files = tuple(files)
        self._original = original
        self._open_bench = open_bench
        self._opening = asyncio.Lock()
        self._opened: list[Bench] = []
        self._benches: list[tuple[str, Bench]] | None = None
        self._known: dict[str, Verdict | None] = {}
        self._under_way: Shared[Verdict | None] = Shared()

    async def problem(self, program: Program) -> Verdict | None:
        """What is wrong with a program on other inputs, None when nothing is. Raises as a bench."""
        if not self._files or not isinstance(self._suite, CommandSuite):
            return None
        if program.digest not in self._known:
            found = await self._under_way.get(program.digest, lambda: self._judged(program))
            self._known[program.digest] = found
        return self._known[program.digest]

    async def _judged(self, program: Program) -> Verdict | None:
        for name, bench in await self._ready():
            verdict = await bench.verdict(program)
            if not isinstance(verdict, Accepted):
                return WrongOutput(name, verdict.explain())
        return None

    async def _ready(self) -> list[tuple[str, Bench]]:
        """The benches on whose inputs the original is right, by what was changed."""
        async with self._opening:
            if self._benches is None:
                found: list[tuple[str, Bench]] = []
                for suite, name in await asyncio.to_thread(self._varied):
                    bench = await self._open_bench(suite)
                    self._opened.append(bench)
                    if isinstance((await bench.baseline(self._original)).verdict, Accepted):
                        found.append((name, bench))
                self._benches = found
            return self._benches

    def _varied(self) -> list[tuple[CommandSuite, str]]:
        suite = self._suite
        assert isinstance(suite, CommandSuite)
        return [
            (evolve(suite, replaced=((file, variation.text),)), variation.name)
            for file in self._files
            for variation in _variations(suite.root / file, self._original.text)
        ]

    async def close(self) -> None:
        """End what is under way."""
        await self._under_way.close()
        for bench in self._opened:
            await bench.close()


def _variations(path: Path, original: str) -> tuple[Variation, ...]:
    """Another seed, and another with a small size: those of all sizes would say little more."""
    found = variations(read_source(path).text, original, DRAW)
    return (*found[:1], *found[1:][-1:])
