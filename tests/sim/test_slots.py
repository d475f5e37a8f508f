from __future__ import annotations

import asyncio
from functools import partial

import pytest

from hasten_sim.slots import Shared, Slots, in_order


async def test_slots_go_to_the_smallest_rank_and_then_in_order_of_arrival() -> None:
    slots = Slots(1)
    served: list[str] = []

    async def work(rank: int, name: str) -> None:
        async with slots.take(rank):
            served.append(name)
            await asyncio.sleep(0)

    ranks = [(5, "first"), (2, "b"), (1, "a"), (2, "c"), (9, "d")]
    await asyncio.gather(*(work(rank, name) for rank, name in ranks))
    assert served == ["first", "a", "b", "c", "d"]


async def test_who_held_a_slot_may_take_it_again_before_a_larger_rank() -> None:
    slots = Slots(1)
    served: list[str] = []

    async def work(rank: int, name: str) -> None:
        for stage in range(3):
            async with slots.take(rank):
                served.append(f"{name}{stage}")
                await asyncio.sleep(0)

    await asyncio.gather(work(1, "a"), work(2, "b"))
    assert served == ["a0", "a1", "a2", "b0", "b1", "b2"]


async def test_no_slot_is_lost_when_those_who_wait_or_work_are_cancelled() -> None:
    slots = Slots(2)

    async def work() -> None:
        async with slots.take(0):
            await asyncio.sleep(3600)

    tasks = [asyncio.create_task(work()) for _ in range(6)]
    await asyncio.sleep(0)
    for task in tasks[::2] + tasks[1::2]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    async with asyncio.timeout(3), slots.take(0), slots.take(0):
        pass


async def test_shared_work_is_done_once_for_all_who_wait() -> None:
    shared: Shared[int] = Shared()
    begun: list[int] = []

    async def make() -> int:
        begun.append(1)
        await asyncio.sleep(0.01)
        return 42

    assert await asyncio.gather(*(shared.get("key", make) for _ in range(5))) == [42] * 5
    assert begun == [1]
    assert "key" not in shared


async def test_shared_work_goes_on_while_anybody_waits_and_ends_when_nobody_does() -> None:
    shared: Shared[int] = Shared()
    ended: list[str] = []
    go_on = asyncio.Event()

    async def make() -> int:
        try:
            await go_on.wait()
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise
        return 42

    first, second, third = (asyncio.create_task(shared.get("key", make)) for _ in range(3))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    assert not ended
    go_on.set()
    assert await asyncio.gather(second, third) == [42, 42]

    go_on.clear()
    alone = asyncio.create_task(shared.get("key", make))
    await asyncio.sleep(0.01)
    alone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await alone
    assert ended == ["cancelled"]


async def test_an_error_reaches_all_who_wait_and_the_next_starts_anew() -> None:
    shared: Shared[int] = Shared()

    async def fail() -> int:
        await asyncio.sleep(0)
        raise ValueError("no")

    async def succeed() -> int:
        return 1

    results = await asyncio.gather(
        shared.get("key", fail), shared.get("key", fail), return_exceptions=True
    )
    assert all(isinstance(result, ValueError) for result in results)
    assert await shared.get("key", succeed) == 1


async def test_results_count_in_order_and_the_rest_is_called_off() -> None:
    ended: list[int] = []

    async def work(number: int, seconds: float) -> int:
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            ended.append(number)
            raise
        return number

    durations = (0.02, 0.01, 0.0, 3600.0)
    works = [partial(work, number, seconds) for number, seconds in enumerate(durations)]
    results = await in_order(works, lambda number: number < 1)
    assert results == [0, 1]
    assert ended == [3]
