"""What runs on a worker: the items of one shard, one after the other, in a folder each.

A worker may share no disk with whoever sent the shard: texts and tests come with it, and results
go back as its value. They are kept in the worker's own store as well, so that a shard that is lost
on its way back is not lost work.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import platform
import shutil
import tempfile
import time
import traceback
from collections.abc import Awaitable, Callable, Coroutine, Generator, Mapping
from contextlib import AbstractAsyncContextManager, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar, cast

from attrs import field, frozen

from hasten_sim.errors import FarmError, SandboxUnavailable, SimError, StoreError, ToolMissing
from hasten_sim.farm.orders import Order, Payload, Task, compressed, decompressed
from hasten_sim.farm.profile import Profile
from hasten_sim.farm.results import Row
from hasten_sim.records import from_json, to_json
from hasten_sim.store import Store, default_directory

T = TypeVar("T")

HERE = "\ue000here\ue000"
"""Stands in results for the folder of the item, which is another one on each machine."""
KIND = "farm"
WATCH_SECONDS = 0.1


@frozen
class Place:
    """Where a task works: the worker's own cache, how many processors are for it, its options."""

    cache: Path
    processors: int
    options: Mapping[str, Any] = field(factory=dict[str, Any])


Work = Callable[[Mapping[str, Any], Path], Awaitable[Any]]
OpenWork = Callable[[Place], AbstractAsyncContextManager[Work]]
FindProfile = Callable[[Place], Awaitable[Profile]]


@frozen
class Report:
    """What became of a shard.

    `failed` are keys of items that a bug kept from a result, with the trace. `broken` says what
    the worker lacks, when it could not go on; then `rows` are those of before.
    """

    rows: tuple[Row, ...]
    failed: tuple[tuple[str, str], ...] = ()
    broken: str = ""
    seconds: float = 0.0


class Unwanted(Exception):
    """Nobody waits for this shard any more; all that it had started has ended."""


def worker_cache() -> Path:
    """The cache of the workers of this machine: not the user's own, which they leave alone."""
    return default_directory() / "worker"


def profile_here(task: Task, processors: int = 1) -> Any:
    """The profile of this process's machine for a task, as JSON data."""
    find = cast("FindProfile", _named(task.profile))

    async def found() -> Profile:
        return await find(Place(worker_cache(), processors, task.options))

    return to_json(asyncio.run(found()))


def run_shard(
    packed: bytes, is_wanted: Callable[[], bool], tell: Callable[[str, int], None]
) -> bytes:
    """Do the items of an `Order`; returns the `Report` as JSON, packed likewise.

    Ends soon after `is_wanted` says no, with every child process, and raises Unwanted. `tell` is
    told, after each item, of the shard and how many of its items are done.
    """
    order = Order.unpacked(packed)
    began = time.perf_counter()
    _under_way.append(order.run)
    try:
        report = asyncio.run(_watched(_done(order, tell), is_wanted))
    finally:
        _under_way.remove(order.run)
    seconds = time.perf_counter() - began
    return pack_report(Report(report.rows, report.failed, report.broken, seconds))


_under_way: list[str] = []


def under_way(run: str) -> int:
    """How many shards of a run this process is still at work on."""
    return _under_way.count(run)


def pack_report(report: Report) -> bytes:
    """A report as it travels."""
    return compressed(to_json(report))


def unpack_report(packed: bytes) -> Report:
    """Read what `pack_report` made. Raises FarmError."""
    try:
        return from_json(decompressed(packed), Report)
    except ValueError as error:
        raise FarmError(f"a result was damaged on its way: {error}") from error


async def _watched(work: Coroutine[Any, Any, T], is_wanted: Callable[[], bool]) -> T:
    task = asyncio.ensure_future(work)
    while not task.done():
        await asyncio.wait([task], timeout=WATCH_SECONDS)
        if not task.done() and not is_wanted():
            task.cancel()
            await asyncio.wait([task])
            raise Unwanted
    return task.result()


async def _done(order: Order, tell: Callable[[str, int], None]) -> Report:
    cache = worker_cache()
    rows: list[Row] = []
    failed: list[tuple[str, str]] = []
    open_work = cast("OpenWork", _named(order.task.work))
    store = Store(cache / "store.sqlite3")
    try:
        async with open_work(Place(cache, order.processors, order.task.options)) as work:
            for key, payload in order.items:
                kept = f"{order.profile}-{key}"
                row = _recalled(store, kept)
                if row is None:
                    try:
                        row = await _one(order, key, payload, work, cache)
                    except (ToolMissing, SandboxUnavailable, StoreError):
                        raise
                    except Exception:
                        failed.append((key, traceback.format_exc()))
                        continue
                    store.put(KIND, kept, to_json(row))
                rows.append(row)
                tell(order.shard, len(rows))
    except SimError as error:
        return Report(tuple(rows), tuple(failed), str(error))
    finally:
        store.close()
    return Report(tuple(rows), tuple(failed))


def _recalled(store: Store, kept: str) -> Row | None:
    value = store.get(KIND, kept)
    with contextlib.suppress(ValueError):
        return from_json(value, Row) if value is not None else None
    return None


async def _one(order: Order, key: str, payload: Payload, work: Work, cache: Path) -> Row:
    began = time.perf_counter()
    with _folder(cache / "farm", key) as folder:
        await asyncio.to_thread(payload.write, folder)
        value = replaced(await work(payload.data, folder), str(folder), HERE)
    seconds = round(time.perf_counter() - began, 3)
    return Row(key, value, platform.node(), order.profile, seconds)


@contextmanager
def _folder(root: Path, key: str) -> Generator[Path]:
    """An empty folder that is the same each time for an item: what it depends on names its path.

    Where another process of this machine has the same item, it is another folder.
    """
    root.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as held:
        folder = root / key[:32]
        lock = held.enter_context(folder.with_suffix(".lock").open("w"))
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            folder = Path(held.enter_context(tempfile.TemporaryDirectory(dir=root)))
        else:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            held.callback(folder.with_suffix(".lock").unlink, missing_ok=True)
            held.callback(shutil.rmtree, folder, ignore_errors=True)
        yield folder


def replaced(value: Any, old: str, new: str) -> Any:
    """JSON data with a text replaced in all strings of it, names of fields included."""
    match value:
        case str():
            return value.replace(old, new)
        case list():
            return [replaced(one, old, new) for one in cast("list[Any]", value)]
        case dict():
            fields = cast("dict[str, Any]", value)
            return {key.replace(old, new): replaced(one, old, new) for key, one in fields.items()}
        case _:
            return value


def _named(name: str) -> Any:
    module, _, function = name.partition(":")
    return getattr(import_module(module), function)
