"""What a bench works with, whatever the suite; and the floor of its costs."""

from __future__ import annotations

import asyncio
import itertools
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path

from attrs import field, frozen

from hasten_sim.backends import Backend
from hasten_sim.backends.native import Native
from hasten_sim.nouns import Program
from hasten_sim.outcomes import Outcomes
from hasten_sim.sandbox_types import Limits, Sandbox
from hasten_sim.slots import Shared, Slots
from hasten_sim.toolchain import Toolchain

AUTO_SECONDS = 10.0
"""The most that the backend may take for the original where another can do it instead: a search
measures the original twice, and some candidates beside it, and has a minute for all."""


@frozen
class Equipment:
    """The tools, the processor's slots, and the rules of one bench.

    `limits` are those of a native run; `function` is the one whose own cost is wanted, or "";
    `measure_seconds` is the most that measuring the original may take, by estimate; `naive`
    forgoes every economy. `instead` measures what would take the backend longer than
    `AUTO_SECONDS`. With `frugal`, few timed runs do wherever they are beyond doubt.
    """

    sandbox: Sandbox
    toolchain: Toolchain
    backend: Backend
    slots: Slots
    memory: Outcomes
    scratch: Path
    limits: Limits
    function: str
    measure_seconds: float
    naive: bool
    instead: Native | None = None
    frugal: bool = False
    _floors: Shared[float] = field(factory=Shared[float], init=False)
    _known_floors: dict[object, float] = field(factory=dict[object, float], init=False)
    _remover: ThreadPoolExecutor = field(
        factory=partial(ThreadPoolExecutor, 1, thread_name_prefix="hasten-remover"), init=False
    )
    _numbers: itertools.count[int] = field(factory=itertools.count, init=False)

    @property
    def patience(self) -> float:
        """Seconds after which one measured run is given up: the estimate may be that wrong."""
        return 3 * self.measure_seconds

    def allowed(self, backend: Backend) -> float:
        """Seconds that measuring the original may take with a backend, by estimate."""
        if self.instead is None or backend is self.instead:
            return self.measure_seconds
        return min(self.measure_seconds, AUTO_SECONDS)

    def directory(self, purpose: str) -> Path:
        """A new, empty directory."""
        path = self.scratch / f"{purpose}-{next(self._numbers)}"
        path.mkdir()
        return path

    def discard(self, directory: Path) -> None:
        """Remove a directory, soon; nobody has to wait for that."""
        # After `close` there is nothing left to remove.
        with suppress(RuntimeError):
            self._remover.submit(shutil.rmtree, directory, ignore_errors=True)

    async def floor(self, program: Program, static_pie: bool) -> float:
        """The cost of an empty `main`, compiled as that program would be; 0 if it cannot be had."""
        key = ("floor", program.flags, static_pie)
        if key not in self._known_floors:
            known = self.memory.recall_number(*key)
            if known is None:
                known = await self._floors.get(
                    key, lambda: self._measure_floor(program, static_pie)
                )
                self.memory.remember_number(known, *key)
            self._known_floors[key] = known
        return self._known_floors[key]

    async def _measure_floor(self, program: Program, static_pie: bool) -> float:
        async with self.slots.take(-1):
            return await self.backend.floor(
                self.toolchain,
                self.directory("floor"),
                flags=program.flags,
                static_pie=static_pie,
            )

    async def close(self) -> None:
        """Cancel what is under way and remove the scratch directory."""
        await self._floors.close()
        self._remover.submit(shutil.rmtree, self.scratch, ignore_errors=True)
        await asyncio.to_thread(self._remover.shutdown)
