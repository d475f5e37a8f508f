"""Shards handed out: whatever becomes of the workers, nothing is lost and nothing counted twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field

from hasten_sim.errors import FarmError
from hasten_sim.farm.crew import Member, MemberLost
from hasten_sim.farm.dispatch import Advanced, Dispatch, Event, Lost, Patience, Refused, Summary
from hasten_sim.farm.orders import Order
from hasten_sim.farm.plan import Item, plan
from hasten_sim.farm.profile import Profile
from hasten_sim.farm.results import ResultFile, Row
from hasten_sim.farm.shard import Report, pack_report
from hasten_sim.records import to_json
from tests.sim.farm.jobs import SQUARES, squares

HERE = Profile({"compiler": "g++ 12"})
QUICK = Patience(workers=0.3, look=0.02, overdue=0.2, overdue_factor=2.0)


@define
class Fake:
    """A crew in this process. Each worker squares at its speed; a test can make it misbehave."""

    there: dict[str, Profile]
    seconds: dict[str, float] = field(factory=dict[str, float])
    on_run: Callable[[str, Order], None] = lambda _worker, _order: None
    report: Callable[[str, list[Row]], Report] = lambda _worker, rows: Report(tuple(rows))
    done: Counter[str] = field(factory=Counter[str])
    cancelled: int = 0
    lost: bool = False
    examining: float = 0.0

    async def members(self) -> Mapping[str, Member]:
        """Who is there."""
        if self.lost:
            raise FarmError("the scheduler was lost")
        return {name: Member(name, "host", 1) for name in self.there}

    async def profile(self, member: Member, task: list[Any]) -> Any:
        """What it is said to have."""
        await asyncio.sleep(self.examining)
        return to_json(self.there[member.address])

    async def run(self, member: Member, packed: bytes) -> bytes:
        """Square."""
        order = Order.unpacked(packed)
        try:
            await asyncio.sleep(self.seconds.get(member.address, 0.01) * len(order.items))
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        self.on_run(member.address, order)
        rows: list[Row] = []
        for key, payload in order.items:
            self.done[key] += 1
            number = payload.data["number"]
            rows.append(Row(key, number * number, member.address, order.profile, 0.01))
        return pack_report(self.report(member.address, rows))

    def listen(self, told: Callable[[str, int], None]) -> None:
        """Nothing is told in between."""


async def farmed(
    crew: Fake, items: list[Item], path: Path, tell: Callable[[Event], None] = lambda _: None
) -> Summary:
    with ResultFile(path, HERE.digest) as results:
        made = plan(items, results.known, max(1, len(crew.there)), seconds=0.2)
        return await Dispatch(
            crew, SQUARES, HERE, made, results, tell, run="test", patience=QUICK
        ).go()


def kept(path: Path) -> list[int]:
    with ResultFile(path, HERE.digest) as results:
        assert len(path.read_text().splitlines()) == len(results.known)
        return sorted(results.known.values())


def crew_of(*names: str) -> Fake:
    return Fake(dict.fromkeys(names, HERE))


def expected(count: int) -> list[int]:
    return [number * number for number in range(count)]


async def test_no_workers_is_said_with_how_to_start_some(tmp_path: Path) -> None:
    with pytest.raises(FarmError, match="no worker came") as caught:
        await farmed(crew_of(), squares(3, tmp_path / "j"), tmp_path / "r.jsonl")
    assert "dask worker" in caught.value.remedy


async def test_a_worker_with_another_compiler_gets_no_work_and_is_named(tmp_path: Path) -> None:
    crew = crew_of("good")
    crew.there["bad"] = Profile({"compiler": "g++ 11"})
    told: list[Event] = []
    summary = await farmed(crew, squares(9, tmp_path / "j"), tmp_path / "r.jsonl", told.append)
    assert kept(tmp_path / "r.jsonl") == expected(9)
    assert summary.shares == {"good": 9}
    (refused,) = [event for event in told if isinstance(event, Refused)]
    assert refused.member.address == "bad"
    assert refused.reasons == ("its compiler is 'g++ 11', here it is 'g++ 12'",)


async def test_when_all_workers_are_refused_the_run_ends_and_says_why(tmp_path: Path) -> None:
    crew = Fake({"bad": Profile({"compiler": "missing: no g++"}), "worse": Profile({})})
    with pytest.raises(FarmError) as caught:
        await farmed(crew, squares(3, tmp_path / "j"), tmp_path / "r.jsonl")
    assert "bad is refused: its compiler is 'missing: no g++'" in caught.value.message
    assert "worse is refused: its compiler is 'unknown'" in caught.value.message


async def test_a_worker_that_breaks_in_mid_run_is_refused_and_its_shard_done_elsewhere(
    tmp_path: Path,
) -> None:
    crew = crew_of("good", "bad")
    broken = Report((), broken="valgrind was removed")
    crew.report = lambda worker, rows: broken if worker == "bad" else Report(tuple(rows))
    summary = await farmed(crew, squares(12, tmp_path / "j"), tmp_path / "r.jsonl")
    assert kept(tmp_path / "r.jsonl") == expected(12)
    assert summary.refused == {"bad": ("valgrind was removed",)}


async def test_a_lost_worker_costs_only_its_shard(tmp_path: Path) -> None:
    crew = crew_of("a", "b", "c")
    crew.seconds = dict.fromkeys("abc", 0.03)
    told: list[Event] = []

    async def kill() -> None:
        await asyncio.sleep(0.05)
        del crew.there["b"]

    killing = asyncio.create_task(kill())
    summary = await farmed(crew, squares(40, tmp_path / "j"), tmp_path / "r.jsonl", told.append)
    await killing
    assert kept(tmp_path / "r.jsonl") == expected(40)
    assert summary.losses == 1
    assert sum(crew.done.values()) == 40
    assert [type(event) for event in told].count(Lost) == 1


async def test_a_worker_that_is_lost_while_it_is_examined_is_not_waited_for(tmp_path: Path) -> None:
    crew = crew_of("gone")
    crew.examining = 60.0
    leaving = asyncio.get_running_loop().call_later(0.1, crew.there.clear)
    with pytest.raises(FarmError, match="no worker came"):
        await asyncio.wait_for(
            farmed(crew, squares(3, tmp_path / "j"), tmp_path / "r.jsonl"), timeout=20
        )
    leaving.cancel()


async def test_a_worker_that_comes_late_gets_work(tmp_path: Path) -> None:
    crew = crew_of("a")
    crew.seconds = {"a": 0.02, "late": 0.02}
    coming = asyncio.get_running_loop().call_later(0.1, crew.there.setdefault, "late", HERE)
    summary = await farmed(crew, squares(60, tmp_path / "j"), tmp_path / "r.jsonl")
    coming.cancel()
    assert kept(tmp_path / "r.jsonl") == expected(60)
    assert summary.shares["late"] > 5


async def test_what_a_slow_worker_is_at_is_given_to_another_and_counts_once(tmp_path: Path) -> None:
    crew = crew_of("quick", "slow")
    crew.seconds = {"quick": 0.01, "slow": 60}
    summary = await asyncio.wait_for(
        farmed(crew, squares(20, tmp_path / "j"), tmp_path / "r.jsonl"), 10
    )
    assert kept(tmp_path / "r.jsonl") == expected(20)
    assert summary.shares == {"quick": 20}
    assert crew.cancelled == 1


async def test_rows_that_come_twice_are_counted_once(tmp_path: Path) -> None:
    crew = crew_of("a")
    crew.report = lambda _, rows: Report((*rows, *rows))
    last: list[Event] = []
    summary = await farmed(crew, squares(10, tmp_path / "j"), tmp_path / "r.jsonl", last.append)
    assert kept(tmp_path / "r.jsonl") == expected(10)
    assert summary.done == 10
    assert summary.duplicates == 10
    assert [e for e in last if isinstance(e, Advanced)][-1].done == 10


async def test_an_item_that_kills_every_worker_is_given_up_and_the_others_are_done(
    tmp_path: Path,
) -> None:
    crew = crew_of("a", "b")
    killed = 0

    def kill(worker: str, order: Order) -> None:
        nonlocal killed
        if any(payload.data["number"] == 7 for _, payload in order.items):
            killed += 1
            del crew.there[worker]
            crew.there[f"new-{killed}"] = HERE
            raise MemberLost("killed")

    crew.on_run = kill
    summary = await farmed(crew, squares(16, tmp_path / "j"), tmp_path / "r.jsonl")
    assert kept(tmp_path / "r.jsonl") == [n for n in expected(16) if n != 49]
    assert list(summary.failed) == ["square 7"]
    assert killed < 10


async def test_when_the_scheduler_is_lost_what_was_finished_is_kept_and_the_rest_goes_on(
    tmp_path: Path,
) -> None:
    crew = crew_of("a", "b")
    crew.seconds = dict.fromkeys("ab", 0.02)
    losing = asyncio.get_running_loop().call_later(0.15, setattr, crew, "lost", True)
    with pytest.raises(FarmError, match="scheduler was lost"):
        await farmed(crew, squares(60, tmp_path / "j"), tmp_path / "r.jsonl")
    losing.cancel()
    before = kept(tmp_path / "r.jsonl")
    assert 0 < len(before) < 60
    again = crew_of("a", "b")
    summary = await farmed(again, squares(60, tmp_path / "j"), tmp_path / "r.jsonl")
    assert kept(tmp_path / "r.jsonl") == expected(60)
    assert summary.done == 60 - len(before)
    assert sum(again.done.values()) == 60 - len(before)


async def test_a_cancelled_run_cancels_every_shard_and_keeps_what_was_done(tmp_path: Path) -> None:
    crew = crew_of("a", "b")
    crew.seconds = {"a": 0.01, "b": 60}
    run = asyncio.create_task(farmed(crew, squares(400, tmp_path / "j"), tmp_path / "r.jsonl"))
    await asyncio.sleep(0.3)
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    assert crew.cancelled >= 1
    assert kept(tmp_path / "r.jsonl")
