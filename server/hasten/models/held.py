"""Checkpoints that stay loaded between searches: loading one takes longer than asking it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from attrs import define, field

from hasten.model_settings import ModelSettings
from hasten.models.checkpoints import Checkpoint
from hasten.models.local_process import CheckpointProcess
from hasten_sim.sandbox_types import Sandbox

Key = tuple[str, str, str]


@define(eq=False)
class _Held:
    """A process, by how many it is borrowed, and what ends it when nobody borrows it again."""

    process: CheckpointProcess
    idle_seconds: float
    borrowers: int = 0
    timer: asyncio.TimerHandle | None = None


@define
class HeldCheckpoints:
    """Lends the processes of checkpoints, one for each checkpoint, precision and sandbox.

    A process that nobody has borrowed ends after the time that the model's settings name, before
    another checkpoint is loaded (there may not be the memory for both), and with `close`.
    """

    _held: dict[Key, _Held] = field(factory=dict[Key, _Held], init=False)
    _ends: set[asyncio.Task[None]] = field(factory=set[asyncio.Task[None]], init=False)

    def borrow(
        self,
        model: ModelSettings,
        checkpoint: Checkpoint,
        sandbox: str,
        open_sandbox: Callable[[], Awaitable[Sandbox]],
    ) -> tuple[CheckpointProcess, Callable[[], Awaitable[None]]]:
        """The process of a checkpoint, loaded or not, and what gives it back."""
        key = (checkpoint.identity, model.precision, sandbox)
        held = self._held.get(key)
        if held is None:

            async def make_room() -> None:
                await self._end_others(key)

            process = CheckpointProcess(checkpoint, model.precision, open_sandbox, make_room)
            held = self._held[key] = _Held(process, model.idle)
        held.idle_seconds = model.idle
        held.borrowers += 1
        if held.timer is not None:
            held.timer.cancel()
        is_borrowed = True

        async def give_back() -> None:
            nonlocal is_borrowed
            if is_borrowed:
                is_borrowed = False
                await self._give_back(key, held)

        return held.process, give_back

    async def close(self) -> None:
        """End all processes, borrowed or not. Closing twice is fine."""
        held = list(self._held.values())
        self._held.clear()
        for one in held:
            if one.timer is not None:
                one.timer.cancel()
        await asyncio.gather(*(one.process.close() for one in held), *self._ends)

    async def _give_back(self, key: Key, held: _Held) -> None:
        held.borrowers -= 1
        if held.borrowers or self._held.get(key) is not held:
            return
        if not held.idle_seconds:
            await self._end(key, held)
            return
        loop = asyncio.get_running_loop()
        held.timer = loop.call_later(held.idle_seconds, self._end_later, key, held)

    def _end_later(self, key: Key, held: _Held) -> None:
        task = asyncio.get_running_loop().create_task(self._end(key, held))
        self._ends.add(task)
        task.add_done_callback(self._ends.discard)

    async def _end_others(self, key: Key) -> None:
        idle = [pair for pair in self._held.items() if pair[0] != key and not pair[1].borrowers]
        await asyncio.gather(*(self._end(other, held) for other, held in idle))

    async def _end(self, key: Key, held: _Held) -> None:
        if not held.borrowers and self._held.get(key) is held:
            del self._held[key]
            if held.timer is not None:
                held.timer.cancel()
            await held.process.close()
