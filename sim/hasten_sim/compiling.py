"""Compiling for a bench: each program in a directory of its own, some before they are asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from attrs import define

from hasten_sim.equipment import Equipment
from hasten_sim.nouns import CompileError, OutOfMemory, Program, TimedOut
from hasten_sim.toolchain import Executable

MOST_AHEAD = 4

Made = Executable | CompileError | TimedOut | OutOfMemory


@define
class _Ahead:
    """A program that is being compiled before anybody has asked for it."""

    task: asyncio.Task[Made]
    begun: asyncio.Event


class Compiling:
    """Compiles, each call holding one of the slots."""

    def __init__(self, equipment: Equipment) -> None:
        self._equipment = equipment
        self._ahead: dict[Program, _Ahead] = {}
        self._asked: set[Program] = set()
        self._given_up: set[asyncio.Task[Made]] = set()
        # One slot is always left to what somebody waits for.
        self._idle_slots = asyncio.Semaphore(equipment.slots.count - 1)

    def prepare(self, programs: Sequence[Program], rank: int) -> None:
        """Compile programs that are likely to be asked for, in this order, when a slot is idle.

        Those that have been asked for are left alone. Others are given up, but for the last that
        are ready.
        """
        wanted = [one for one in programs if one not in self._asked][:MOST_AHEAD]
        ready = [one for one, ahead in self._ahead.items() if ahead.task.done()]
        for program in set(self._ahead) - set(ready[-MOST_AHEAD:]):
            if program not in wanted or not self._ahead[program].begun.is_set():
                self._give_up(self._ahead.pop(program))
        for program in wanted:
            if program not in self._ahead:
                begun = asyncio.Event()
                work = asyncio.create_task(self._compile_ahead(program, rank, begun))
                self._ahead[program] = _Ahead(work, begun)

    def _give_up(self, ahead: _Ahead) -> None:
        ahead.task.cancel()
        self._given_up.add(ahead.task)
        ahead.task.add_done_callback(self._forget)

    def _forget(self, task: asyncio.Task[Made]) -> None:
        self._given_up.discard(task)
        if not task.cancelled() and task.exception() is None:
            made = task.result()
            if isinstance(made, Executable):
                self._equipment.discard(made.path.parent)

    async def compile(self, program: Program, rank: int, *, static_pie: bool) -> Made:
        """Compile into a directory that the caller discards; or take what is there."""
        self._asked.add(program)
        ahead = None if static_pie else self._ahead.pop(program, None)
        if ahead is None:
            return await self._compile_now(program, rank, static_pie=static_pie)
        if ahead.begun.is_set():
            # Awaited as it is, so that who gives up takes the compiler along.
            return await ahead.task
        self._give_up(ahead)
        return await self._compile_now(program, rank, static_pie=False)

    async def close(self) -> None:
        """Cancel what nobody has asked for."""
        for ahead in self._ahead.values():
            self._give_up(ahead)
        self._ahead.clear()
        await asyncio.gather(*self._given_up, return_exceptions=True)

    async def _compile_ahead(self, program: Program, rank: int, begun: asyncio.Event) -> Made:
        async with self._idle_slots:
            return await self._compile_now(program, rank, static_pie=False, begun=begun)

    async def _compile_now(
        self, program: Program, rank: int, *, static_pie: bool, begun: asyncio.Event | None = None
    ) -> Made:
        directory = self._equipment.directory("program")
        try:
            async with self._equipment.slots.take(rank):
                if begun is not None:
                    begun.set()
                made = await self._equipment.toolchain.compile(
                    program, directory, static_pie=static_pie
                )
        except BaseException:
            self._equipment.discard(directory)
            raise
        if not isinstance(made, Executable):
            self._equipment.discard(directory)
        return made
