"""Compiling for a bench: each program in a directory of its own, some before they are asked for."""

from __future__ import annotations

import asyncio

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
        # One slot is always left to what somebody waits for.
        self._idle_slots = asyncio.Semaphore(equipment.slots.count - 1)

    def prepare(self, program: Program, rank: int) -> None:
        """Compile a program that is likely to be asked for, when a slot would be idle."""
        if program in self._ahead or len(self._ahead) >= MOST_AHEAD:
            return
        begun = asyncio.Event()
        work = asyncio.create_task(self._compile_ahead(program, rank, begun))
        self._ahead[program] = _Ahead(work, begun)

    async def compile(self, program: Program, rank: int, *, static_pie: bool) -> Made:
        """Compile into a directory that the caller discards; or take what is there."""
        ahead = None if static_pie else self._ahead.pop(program, None)
        if ahead is None:
            return await self._compile_now(program, rank, static_pie=static_pie)
        if ahead.begun.is_set():
            # Awaited as it is, so that who gives up takes the compiler along.
            return await ahead.task
        ahead.task.cancel()
        return await self._compile_now(program, rank, static_pie=False)

    async def close(self) -> None:
        """Cancel what nobody has asked for."""
        ahead = [one.task for one in self._ahead.values()]
        for task in ahead:
            task.cancel()
        await asyncio.gather(*ahead, return_exceptions=True)

    async def _compile_ahead(self, program: Program, rank: int, begun: asyncio.Event) -> Made:
        async with self._idle_slots:
            return await self._compile_now(program, rank, static_pie=False, begun=begun)

    async def _compile_now(
        self, program: Program, rank: int, *, static_pie: bool, begun: asyncio.Event | None = None
    ) -> Made:
        directory = self._equipment.directory("program")
        async with self._equipment.slots.take(rank):
            if begun is not None:
                begun.set()
            made = await self._equipment.toolchain.compile(
                program, directory, static_pie=static_pie
            )
        if not isinstance(made, Executable):
            self._equipment.discard(directory)
        return made
