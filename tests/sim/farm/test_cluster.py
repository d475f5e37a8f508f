"""A real scheduler and three workers: killed, slowed down, refused; and nothing is lost."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from hasten_sim.errors import FarmError
from hasten_sim.farm.address import Local, Remote, SchedulerFile, parse
from hasten_sim.farm.dispatch import Advanced, Event, Joined, Lost, Patience, Refused
from hasten_sim.farm.farm import Farmed, farm
from hasten_sim.farm.plan import Item
from hasten_sim.farm.profile import Profile
from hasten_sim.farm.results import ResultFile, whole_rows
from tests.sim.farm.clusters import Network, Processes, cluster, network, wait_for
from tests.sim.farm.jobs import MEASURED, SQUARES, measured, squares

pytestmark = [pytest.mark.farm, pytest.mark.timeout(300)]

QUICK = Patience(workers=100.0, look=0.1, overdue=1.5, overdue_factor=2.0)


@pytest.fixture(scope="module")
def where() -> Iterator[Network]:
    with network(4) as made:
        yield made


@pytest.fixture
def processes(tmp_path: Path, where: Network) -> Iterator[Processes]:
    with cluster(tmp_path / "cluster", where) as made:
        yield made


def results_in(path: Path, profile: Profile) -> ResultFile:
    return ResultFile(path, profile.digest)


def farmed(
    processes: Processes,
    items: list[Item],
    path: Path,
    tell: Callable[[Event], None] = lambda _: None,
    shard_seconds: float = 0.5,
) -> Farmed:
    return asyncio.run(
        farm(
            items,
            SQUARES,
            parse(processes.address),
            partial(results_in, path),
            tell,
            shard_seconds=shard_seconds,
            patience=QUICK,
        )
    )


def squares_kept(path: Path) -> list[int]:
    rows = list(whole_rows(path))
    assert len({row.key for row in rows}) == len(rows), "a result was written twice"
    return sorted(row.value["square"] for row in rows)


def expected(count: int) -> list[int]:
    return [number * number for number in range(count)]


def done_of(journal: Path) -> list[int]:
    return sorted(int(line.split()[0]) for line in journal.read_text().splitlines())


def test_three_workers_share_the_work_and_texts_and_results_travel(
    processes: Processes, tmp_path: Path
) -> None:
    told: list[Event] = []
    processes.wait_for_all()
    items = squares(45, tmp_path / "journal", seconds=0.4)
    made = farmed(processes, items, tmp_path / "r.jsonl", told.append)
    assert squares_kept(tmp_path / "r.jsonl") == expected(45)
    assert done_of(tmp_path / "journal") == list(range(45))
    assert len(made.summary.shares) == 3
    assert made.summary.shards < 45
    first = next(whole_rows(tmp_path / "r.jsonl"))
    assert first.value["files"] == ["name", "tests/in.txt"]
    assert first.value["folder"] == "\ue000here\ue000/x"
    assert [event.done for event in told if isinstance(event, Advanced)][-1] == 45
    assert len([event for event in told if isinstance(event, Joined)]) == 3
    again = farmed(processes, squares(46, tmp_path / "journal"), tmp_path / "r.jsonl")
    assert (again.known, again.summary.done) == (45, 1)


def test_a_worker_that_is_killed_in_mid_run_costs_only_its_shard(
    processes: Processes, tmp_path: Path
) -> None:
    lost: list[Lost] = []
    joined: list[str] = []
    killed: list[str] = []

    def tell(event: Event) -> None:
        if isinstance(event, Joined):
            joined.append(event.member.address)
        # At the first news of progress, whoever joined first has not finished its shard.
        if isinstance(event, Advanced) and not killed:
            killed.append(joined[0])
            processes.kill_at(joined[0])
        if isinstance(event, Lost):
            lost.append(event)

    processes.wait_for_all()
    made = farmed(processes, squares(90, tmp_path / "journal"), tmp_path / "r.jsonl", tell)
    assert squares_kept(tmp_path / "r.jsonl") == expected(90)
    assert made.summary.losses == 1
    assert not made.summary.failed
    # What was done twice is at most what the lost worker had begun.
    assert len(done_of(tmp_path / "journal")) - 90 <= lost[0].items


def test_when_scheduler_and_workers_all_die_the_same_command_goes_on(
    tmp_path: Path, where: Network
) -> None:
    items = squares(90, tmp_path / "journal")
    with cluster(tmp_path / "first", where) as processes:
        finished: list[Item] = []

        def kill(event: Event) -> None:
            finished.extend(event.finished if isinstance(event, Advanced) else ())
            if len(finished) > 20 and processes.scheduler.poll() is None:
                processes.scheduler.kill()

        with pytest.raises(FarmError, match="scheduler was lost") as caught:
            farmed(processes, items, tmp_path / "r.jsonl", kill)
        assert "goes on" in caught.value.remedy
    before = squares_kept(tmp_path / "r.jsonl")
    assert 0 < len(before) < 90
    # The power fails while a row is written.
    with (tmp_path / "r.jsonl").open("ab") as file:
        file.write(b'{"key": "half')
    with cluster(tmp_path / "second", where) as processes:
        made = farmed(processes, items, tmp_path / "r.jsonl")
    assert squares_kept(tmp_path / "r.jsonl") == expected(90)
    assert made.known == len(before)
    assert made.summary.done == 90 - len(before)


def test_a_slow_worker_does_not_hold_up_the_end(tmp_path: Path, where: Network) -> None:
    with cluster(tmp_path / "cluster", where, workers=2) as processes:
        processes.add({"FARM_TEST_SLOWER": "600"})
        began = time.monotonic()
        made = farmed(processes, squares(60, tmp_path / "journal"), tmp_path / "r.jsonl")
        # Half a minute for each item of the slow worker would be five for its shard.
        assert time.monotonic() - began < 150
    assert squares_kept(tmp_path / "r.jsonl") == expected(60)
    assert made.summary.done == 60


def test_workers_with_another_compiler_or_a_missing_tool_get_no_work(
    tmp_path: Path, where: Network
) -> None:
    with cluster(tmp_path / "cluster", where, workers=1) as processes:
        processes.add({"FARM_TEST_COMPILER": "g++ 11"})
        processes.add({"FARM_TEST_BROKEN": "1"})
        refused: list[Refused] = []

        def tell(event: Event) -> None:
            if isinstance(event, Refused):
                refused.append(event)

        made = farmed(processes, squares(80, tmp_path / "journal"), tmp_path / "r.jsonl", tell)
    assert squares_kept(tmp_path / "r.jsonl") == expected(80)
    assert len(made.summary.shares) == 1
    reasons = sorted(event.reasons[0] for event in refused)
    assert reasons == [
        "its compiler is 'g++ 11', here it is 'one and the same'",
        "the squaring tool is not there",
    ]


def test_real_measurements_are_the_same_on_every_worker_and_poorer_workers_are_refused(
    tmp_path: Path, where: Network
) -> None:
    if not where.namespaces:
        pytest.skip("tools can be hidden from a worker only in a namespace of its own")
    refused: list[Refused] = []

    def run(workers: Processes, name: str) -> dict[str, object]:
        keep = partial(results_in, tmp_path / name)
        address = parse(workers.address)
        made = asyncio.run(
            farm(measured(6), MEASURED, address, keep, listen, shard_seconds=2, patience=QUICK)
        )
        assert made.summary.done == 6
        return {row.key: row.value for row in whole_rows(tmp_path / name)}

    def listen(event: Event) -> None:
        if isinstance(event, Refused):
            refused.append(event)

    with cluster(tmp_path / "poor", where, workers=1) as processes:
        processes.add(without=[Path("/usr/bin/valgrind")])
        processes.add(without=[Path("/usr/bin/g++")])
        processes.wait_for_all()
        first = run(processes, "first.jsonl")
    reasons = " / ".join(reason for event in refused for reason in event.reasons)
    assert "its valgrind is 'missing: " in reasons
    assert re.search("its C\\+\\+ compiler is '(missing: |.*clang)", reasons)
    with cluster(tmp_path / "others", where, workers=2) as processes:
        assert run(processes, "second.jsonl") == first
    assert len({value["cost"] for value in first.values()}) == 6  # type: ignore[index]


def test_an_item_that_kills_its_worker_or_has_a_bug_is_named_and_the_others_are_done(
    processes: Processes, tmp_path: Path
) -> None:
    processes.add()
    items = squares(30, tmp_path / "journal", deadly=7, faulty=11)
    made = farmed(processes, items, tmp_path / "r.jsonl", shard_seconds=0.05)
    assert squares_kept(tmp_path / "r.jsonl") == [n * n for n in range(30) if n not in (7, 11)]
    assert sorted(made.summary.failed) == ["square 11", "square 7"]
    assert "RuntimeError: a bug" in made.summary.failed["square 11"]


def test_cancelling_ends_the_shards_on_the_workers(processes: Processes, tmp_path: Path) -> None:
    async def interrupted() -> None:
        begun = asyncio.Event()
        run = asyncio.create_task(
            farm(
                squares(6, tmp_path / "journal", seconds=600, estimate=1),
                SQUARES,
                parse(processes.address),
                partial(results_in, tmp_path / "r.jsonl"),
                lambda _: None,
                shard_seconds=1,
            )
        )
        while not (tmp_path / "journal").exists():
            await asyncio.sleep(0.05)
        began = time.monotonic()
        run.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await run
        assert time.monotonic() - began < 5
        assert not begun.is_set()

    asyncio.run(interrupted())
    # All workers are free at once: were they still at it, this would take ten minutes.
    assert farmed(processes, squares(9, tmp_path / "next"), tmp_path / "n.jsonl").summary.done == 9


def test_nobody_at_the_address_is_said_at_once(tmp_path: Path) -> None:
    empty = tmp_path / "scheduler.json"
    empty.write_text("{}")
    for address in (Remote("tcp://127.0.0.1:9"), SchedulerFile(empty)):
        with pytest.raises(FarmError, match="no scheduler answers at"):
            asyncio.run(
                farm(
                    squares(1, tmp_path / "journal"),
                    SQUARES,
                    address,
                    partial(results_in, tmp_path / "r.jsonl"),
                    lambda _: None,
                )
            )


def test_local_workers_are_started_for_the_run_and_end_with_it(tmp_path: Path) -> None:
    before = _descendants()
    made = asyncio.run(
        farm(
            squares(12, tmp_path / "journal"),
            SQUARES,
            Local(2),
            partial(results_in, tmp_path / "r.jsonl"),
            lambda _: None,
        )
    )
    assert made.summary.done == 12
    assert squares_kept(tmp_path / "r.jsonl") == expected(12)
    wait_for(lambda: not _descendants() - before, "end of the local workers", 10)


def _descendants() -> set[int]:
    """The processes below this one, but those that Python keeps for itself."""
    found: set[int] = set()
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            command = (entry / "cmdline").read_bytes()
            if parent == os.getpid() and b"resource_tracker" not in command:
                found.add(int(entry.name))
    return found
