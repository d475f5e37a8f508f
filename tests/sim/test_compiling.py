"""Compiling ahead: what is likely to be asked for, when nothing else is to be done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from attrs import define, field

from hasten_sim.compiling import MOST_AHEAD, Compiling
from hasten_sim.equipment import Equipment
from hasten_sim.nouns import Program
from hasten_sim.slots import Slots
from hasten_sim.toolchain import Executable

LAST = 1000


def program(name: str) -> Program:
    return Program(name, Path("prog.cpp"))


@define
class Workshop:
    """A compiler that takes as long as the test wants, and what has been thrown away."""

    slots: Slots = field(factory=lambda: Slots(2))
    begun: list[str] = field(factory=list[str])
    discarded: set[str] = field(factory=set[str])
    ready: dict[str, asyncio.Event] = field(factory=dict[str, asyncio.Event])
    made: dict[Path, str] = field(factory=dict[Path, str])
    number: int = 0

    def directory(self, purpose: str) -> Path:
        self.number += 1
        return Path(f"{purpose}-{self.number}")

    def discard(self, directory: Path) -> None:
        self.discarded.add(self.made[directory])

    async def compile(self, of: Program, scratch: Path, *, static_pie: bool) -> Executable:
        self.begun.append(of.text)
        self.made[scratch] = of.text
        await self.ready.setdefault(of.text, asyncio.Event()).wait()
        return Executable(scratch / "prog", of.text, of.text, (), static_pie, of)

    def end(self, *names: str) -> None:
        for name in names:
            self.ready.setdefault(name, asyncio.Event()).set()


@pytest.fixture
def workshop() -> Workshop:
    return Workshop()


@pytest.fixture
async def compiling(workshop: Workshop) -> AsyncIterator[Compiling]:
    equipment = SimpleNamespace(
        slots=workshop.slots,
        toolchain=SimpleNamespace(compile=workshop.compile),
        directory=workshop.directory,
        discard=workshop.discard,
    )
    compiling = Compiling(cast("Equipment", equipment))
    yield compiling
    await compiling.close()


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def names(*all_: str) -> list[Program]:
    return [program(name) for name in all_]


async def test_one_slot_is_left_to_what_somebody_waits_for(
    compiling: Compiling, workshop: Workshop
) -> None:
    compiling.prepare(names("a", "b"), LAST)
    await settle()
    assert workshop.begun == ["a"]
    asked = asyncio.create_task(compiling.compile(program("z"), 1, static_pie=False))
    await settle()
    assert workshop.begun == ["a", "z"]
    workshop.end("a", "z")
    assert (await asked).text_of == program("z")  # type: ignore[union-attr]


async def test_what_is_ready_is_not_compiled_again(
    compiling: Compiling, workshop: Workshop
) -> None:
    workshop.end("a")
    compiling.prepare(names("a"), LAST)
    await settle()
    compiling.prepare(names("b"), LAST)
    await settle()
    made = await compiling.compile(program("a"), 1, static_pie=False)
    assert isinstance(made, Executable)
    assert workshop.begun == ["a", "b"]


async def test_what_is_no_longer_likely_is_given_up(
    compiling: Compiling, workshop: Workshop
) -> None:
    compiling.prepare(names("a", "b"), LAST)
    await settle()
    compiling.prepare(names("c"), LAST)
    await settle()
    assert workshop.begun == ["a", "c"]
    assert workshop.discarded == {"a"}


async def test_the_likeliest_comes_first_though_it_was_named_last(
    compiling: Compiling, workshop: Workshop
) -> None:
    compiling.prepare(names("a", "b"), LAST)
    await settle()
    compiling.prepare(names("c", "b", "a"), LAST)
    await settle()
    workshop.end("a", "b", "c")
    await settle()
    assert workshop.begun == ["a", "c", "b"]


async def test_only_the_last_few_that_nobody_asked_for_are_kept(
    compiling: Compiling, workshop: Workshop
) -> None:
    for number in range(MOST_AHEAD + 3):
        workshop.end(str(number))
        compiling.prepare(names(str(number)), LAST)
        await settle()
    assert workshop.discarded == {"0", "1"}


async def test_who_gives_up_takes_the_compiler_along(
    compiling: Compiling, workshop: Workshop
) -> None:
    compiling.prepare(names("a"), LAST)
    await settle()
    asked = asyncio.create_task(compiling.compile(program("a"), 1, static_pie=False))
    await settle()
    asked.cancel()
    await asyncio.gather(asked, return_exceptions=True)
    await settle()
    assert workshop.discarded == {"a"}
    async with asyncio.timeout(1), workshop.slots.take(0), workshop.slots.take(0):
        pass
