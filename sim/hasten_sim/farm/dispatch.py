"""Shards handed out one at a time to the workers that are there and have the same tools.

A worker asks for a shard when it has none. So a worker that is slow gets fewer, one that comes late
gets some, and one that is lost costs only its shard, which another one gets. When nothing is left
to hand out, what takes far too long is given to an idle worker a second time; the first answer
counts.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence

from attrs import define, field, frozen

from hasten_sim.errors import FarmError, RecordError
from hasten_sim.farm.crew import Crew, Member, MemberLost
from hasten_sim.farm.orders import Order, Task
from hasten_sim.farm.plan import Item, Plan, Shard
from hasten_sim.farm.profile import Profile
from hasten_sim.farm.results import Keeper
from hasten_sim.farm.shard import Report, unpack_report
from hasten_sim.records import from_json

MOST_LOSSES = 3
"""A single item that so many workers were lost at is given up."""


@frozen
class Patience:
    """How long to wait, in seconds.

    `workers`: for a first or another worker that can be used. `look`: between looks at who is
    there. `overdue`: before a shard that takes `overdue_factor` times as long as others of its size
    is given to a second worker, too.
    """

    workers: float = 60.0
    look: float = 0.5
    overdue: float = 30.0
    overdue_factor: float = 2.0


@frozen
class Joined:
    """A worker has the same tools, and gets work."""

    member: Member


@frozen
class Refused:
    """A worker has other tools, and gets no work."""

    member: Member
    reasons: tuple[str, ...]


@frozen
class Lost:
    """A worker ended in mid-shard; `items` of its are handed out again."""

    member: Member
    items: int


@frozen
class Advanced:
    """Where the run is: items done, under way included, of how many; those just finished."""

    done: int
    total: int
    finished: tuple[Item, ...] = ()


Event = Joined | Refused | Lost | Advanced


@define
class Summary:
    """What a run came to.

    `failed` are the items without a result, with the reason. `duplicates` are rows that came a
    second time and were not counted. `work_seconds` are those of the workers, `wall_seconds` from
    the first shard's start to the end.
    """

    shards: int = 0
    done: int = 0
    duplicates: int = 0
    failed: dict[str, str] = field(factory=dict[str, str])
    refused: dict[str, tuple[str, ...]] = field(factory=dict[str, tuple[str, ...]])
    losses: int = 0
    shares: Counter[str] = field(factory=Counter[str])
    work_seconds: float = 0.0
    wall_seconds: float = 0.0


@define(eq=False)
class _Running:
    """A shard that one worker is at."""

    shard: Shard
    member: Member
    call: asyncio.Task[bytes]
    began: float


class Dispatch:
    """One run over a plan; see the module's description."""

    def __init__(
        self,
        crew: Crew,
        task: Task,
        reference: Profile,
        plan: Plan,
        keeper: Keeper,
        tell: Callable[[Event], None],
        *,
        run: str,
        patience: Patience | None = None,
    ) -> None:
        self._crew = crew
        self._task = task
        self._reference = reference
        self._keeper = keeper
        self._tell = tell
        self._run = run
        self._patience = patience or Patience()
        self._queue = deque(plan.shards)
        self._open = {item.key: item for shard in plan.shards for item in shard.items}
        self._total = len(self._open)
        self._running: list[_Running] = []
        self._counts: dict[str, int] = {}
        self._losses: Counter[str] = Counter()
        self._paces: list[float] = []
        self._changed = asyncio.Event()
        self._serving: dict[str, asyncio.Task[None]] = {}
        self._gone: set[str] = set()
        self.summary = Summary()

    async def go(self) -> Summary:
        """Do everything. Raises FarmError when the cluster is lost, or has no usable worker.

        When this is cancelled, all shards end on their workers.
        """
        began = time.monotonic()
        last_useful = began
        self._crew.listen(self._count)
        try:
            while self._open:
                await self._muster()
                # A worker that is being examined may have to compile for the first time.
                if not all(task.done() for task in self._serving.values()):
                    last_useful = time.monotonic()
                elif time.monotonic() - last_useful > self._patience.workers:
                    raise self._forlorn()
                await self._wait(self._patience.look)
                self._raise_what_broke()
        finally:
            for task in self._serving.values():
                task.cancel()
            await asyncio.gather(*self._serving.values(), return_exceptions=True)
            self.summary.wall_seconds = time.monotonic() - began
        return self.summary

    async def _muster(self) -> None:
        """Look who is there: newcomers are examined, and what the lost were at is taken back."""
        members = await self._crew.members()
        for address in [one for one in self._serving if one not in members]:
            self._gone.add(address)
            calls = [one.call for one in self._running if one.member.address == address]
            # Without a call it is being examined, or waits for work: there is nothing to take back.
            for task in calls or [self._serving[address]]:
                task.cancel()
        for address, member in members.items():
            served = self._serving.get(address)
            if served is None or (served.done() and address not in self.summary.refused):
                self._gone.discard(address)
                self._serving[address] = asyncio.create_task(self._serve(member))

    async def _wait(self, seconds: float) -> None:
        waiting = asyncio.create_task(self._changed.wait())
        await asyncio.wait([waiting], timeout=seconds)
        waiting.cancel()
        self._changed.clear()

    def _raise_what_broke(self) -> None:
        for task in self._serving.values():
            if task.done() and not task.cancelled() and (error := task.exception()) is not None:
                raise error

    def _forlorn(self) -> FarmError:
        refused = [
            f"{address} is refused: {'; '.join(reasons)}"
            for address, reasons in self.summary.refused.items()
        ]
        if refused:
            return FarmError(
                "no worker can be used:\n  " + "\n  ".join(refused),
                "Install the same versions of everything on all machines, or start hasten there.",
            )
        return FarmError(
            f"no worker came within {self._patience.workers:.0f} seconds",
            "Start some with `dask worker ADDRESS --nthreads 1`, in an environment with hasten.",
        )

    # --- one worker ----------------------------------------------------------------------------

    async def _serve(self, member: Member) -> None:
        if not await self._is_fit(member):
            return
        while (shard := await self._next(member)) is not None:
            if not await self._do(member, shard):
                return

    async def _is_fit(self, member: Member) -> bool:
        try:
            there = from_json(await self._crew.profile(member, self._task.record), Profile)
        except MemberLost:
            return False
        except (FarmError, RecordError) as error:
            self._refuse(member, (error.message,))
            return False
        if differences := self._reference.differences(there):
            self._refuse(member, tuple(differences))
            return False
        self._tell(Joined(member))
        return True

    def _refuse(self, member: Member, reasons: tuple[str, ...]) -> None:
        self.summary.refused[member.address] = reasons
        self._tell(Refused(member, reasons))

    async def _next(self, member: Member) -> Shard | None:
        """The next shard for a worker; waits when others may still be lost. None at the end."""
        while self._open:
            while self._queue:
                rest = self._still_open(self._queue.popleft())
                if rest is not None:
                    return rest
            if (copy := self._overdue(member)) is not None:
                return copy
            await asyncio.sleep(min(self._patience.look, 0.1))
        return None

    def _still_open(self, shard: Shard) -> Shard | None:
        items = tuple(item for item in shard.items if item.key in self._open)
        return Shard(items) if items else None

    def _overdue(self, member: Member) -> Shard | None:
        """What another worker takes far too long for, unless two are at it already."""
        at_it = Counter(one.shard.key for one in self._running)
        pace = statistics.median(self._paces) if self._paces else 1.0
        for running in sorted(self._running, key=lambda one: one.began):
            allowed = self._patience.overdue_factor * pace * running.shard.seconds
            late = time.monotonic() - running.began > max(self._patience.overdue, allowed)
            if late and running.member != member and at_it[running.shard.key] == 1:
                return self._still_open(running.shard)
        return None

    async def _do(self, member: Member, shard: Shard) -> bool:
        """Have a shard done; whether the worker can have another one."""
        order = Order(
            self._run,
            shard.key,
            self._task,
            self._reference.digest,
            member.processors,
            await asyncio.to_thread(lambda: tuple((one.key, one.load()) for one in shard.items)),
        )
        packed = await asyncio.to_thread(order.packed)
        call = asyncio.create_task(self._crew.run(member, packed))
        running = _Running(shard, member, call, time.monotonic())
        self._running.append(running)
        self.summary.shards += 1
        try:
            await asyncio.wait([call])
        finally:
            self._running.remove(running)
            if not call.done():
                call.cancel()
                await asyncio.gather(call, return_exceptions=True)
        return self._took(running)

    def _took(self, running: _Running) -> bool:
        """Take what a call came to; whether the worker can have another shard."""
        member, call = running.member, running.call
        if call.cancelled() or isinstance(call.exception(), MemberLost):
            if not call.cancelled() or member.address in self._gone:
                self._give_back(member, running.shard)
                return False
            # Another worker was faster.
            return True
        report = unpack_report(call.result())
        self._take(running, report)
        if report.broken:
            self._refuse(member, (report.broken,))
            self._queue.appendleft(running.shard)
        return not report.broken

    # --- what comes back -----------------------------------------------------------------------

    def _take(self, running: _Running, report: Report) -> None:
        fresh = {row.key: row for row in report.rows if row.key in self._open}
        self.summary.duplicates += len(report.rows) - len(fresh)
        self._keeper.add(fresh.values())
        finished = tuple(self._open.pop(key) for key in fresh)
        for key, trace in report.failed:
            self._fail(key, trace)
        self.summary.done += len(fresh)
        if fresh:
            self.summary.shares[running.member.address] += len(fresh)
        self.summary.work_seconds += report.seconds
        if not report.broken:
            self._paces.append((time.monotonic() - running.began) / running.shard.seconds)
        for other in self._running:
            if other.shard.key == running.shard.key or self._still_open(other.shard) is None:
                other.call.cancel()
        self._counts.pop(running.shard.key, None)
        self._advance(finished)

    def _fail(self, key: str, reason: str) -> None:
        item = self._open.pop(key, None)
        if item is not None:
            self.summary.failed[item.name] = reason

    def _give_back(self, member: Member, shard: Shard) -> None:
        """Hand a lost shard out again: in halves, so that an item that kills workers is found."""
        rest = self._still_open(shard)
        self._counts.pop(shard.key, None)
        self.summary.losses += 1
        if rest is None:
            return
        self._tell(Lost(member, len(rest.items)))
        self._losses[rest.key] += 1
        losses = self._losses[rest.key]
        if losses == 1:
            self._queue.appendleft(rest)
        elif len(rest.items) > 1:
            parts = rest.halves()
            self._losses.update(part.key for part in parts)
            self._queue.extendleft(reversed(parts))
        elif losses < MOST_LOSSES:
            self._queue.appendleft(rest)
        else:
            for item in rest.items:
                self._fail(item.key, "each worker that had it was lost")
        self._advance(())

    def _count(self, shard: str, done: int) -> None:
        self._counts[shard] = done
        self._advance(())

    def _advance(self, finished: Sequence[Item]) -> None:
        under_way = sum(self._counts.values())
        done = min(self._total, self._total - len(self._open) + under_way)
        self._tell(Advanced(done, self._total, tuple(finished)))
        self._changed.set()
