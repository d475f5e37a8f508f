"""Dask as the crew: the one module that knows it, and where its untyped surface ends.

Dask (the extra `farm`) is imported when a cluster is opened, on a worker when it is given work.
Whoever may talk to a scheduler may run anything on its workers: Dask unpickles what it is sent.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any, cast

from hasten_sim.errors import FarmError
from hasten_sim.farm.address import Cluster, Local, Remote, SchedulerFile
from hasten_sim.farm.crew import Member, MemberLost
from hasten_sim.farm.orders import Task
from hasten_sim.farm.shard import Unwanted, profile_here, run_shard, under_way

CONNECT_SECONDS = 10.0
SETTLE_SECONDS = 10.0
PACKAGES = ("python", "dask", "distributed")
"""What has to be of the same version on all machines, for what is sent to be understood."""
_INSTALL = "Install the extra: pip install 'hasten[farm]' (on the workers, too)."


@asynccontextmanager
async def open_crew(cluster: Cluster, run: str) -> AsyncGenerator[DaskCrew]:
    """Connect to a cluster, or start one here; at the end none of its shards is left running.

    `run` names the run. Raises FarmError when Dask is not installed, nobody answers, or the
    scheduler has other versions.
    """
    distributed = _imported()
    async with contextlib.AsyncExitStack() as held:
        if isinstance(cluster, Local):
            address = await held.enter_async_context(_started(distributed, cluster.workers))
        else:
            address = cluster
        client = await _connected(distributed, address)
        try:
            await _agree(client)
            crew = DaskCrew(client, distributed, run)
            try:
                yield crew
            finally:
                await crew.settle()
        finally:
            with contextlib.suppress(Exception):
                await asyncio.wait_for(client.close(), SETTLE_SECONDS)


def _imported() -> Any:
    try:
        return import_module("distributed")
    except ImportError as error:
        raise FarmError(f"Dask is not installed ({error})", _INSTALL) from error


@asynccontextmanager
async def _started(distributed: Any, workers: int) -> AsyncGenerator[Any]:
    """A scheduler and workers on this machine, which talk over the loopback device alone.

    Encrypted with a certificate of their own where that can be made: others on this machine can
    reach the loopback device, too.
    """
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        import_module("cryptography")
        security: Any = distributed.Security.temporary()
    except ImportError:
        security = None
    try:
        cluster = await distributed.LocalCluster(
            n_workers=workers,
            threads_per_worker=max(1, (os.cpu_count() or 1) // workers),
            processes=True,
            host="127.0.0.1",
            protocol="tls://" if security is not None else "tcp://",
            security=security,
            dashboard_address="127.0.0.1:0",
            worker_dashboard_address="127.0.0.1:0",
            memory_limit=0,
            silence_logs=logging.CRITICAL,
            asynchronous=True,
            env={"DASK_LOGGING__DISTRIBUTED": "critical"},
        )
    except (OSError, RuntimeError, TimeoutError) as error:
        raise FarmError(
            f"{workers} workers could not be started: {error}",
            "Try fewer; `dask worker` on its own says more.",
        ) from error
    try:
        yield cluster
    finally:
        await cluster.close(timeout=SETTLE_SECONDS)


async def _connected(distributed: Any, address: Any) -> Any:
    options: dict[str, Any] = {
        "asynchronous": True,
        "set_as_default": False,
        "timeout": CONNECT_SECONDS,
        "name": "hasten",
    }
    match address:
        case Remote(address=name):
            where, given = name, name
        case SchedulerFile(path=path):
            where, given = str(path), None
            options["scheduler_file"] = str(path)
        case _:
            where, given = "the local cluster", address
    # What fails is said once, by us.
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    client: Any = None
    try:
        # TLS comes from Dask's own configuration, as for every other client of the cluster.
        client = distributed.Client(given, **options)
        return await client
    except Exception as error:
        if client is not None:
            with contextlib.suppress(Exception):
                await client.close(timeout=1)
        # Of any kind: a scheduler file without an address fails an assertion.
        why = str(error).partition("\n")[0] or type(error).__name__
        raise FarmError(
            f"no scheduler answers at {where}: {why}",
            "Start one with `dask scheduler`; for tls:// name certificates in Dask's settings.",
        ) from error


async def _agree(client: Any) -> None:
    """Make sure that what we send will be understood. Raises FarmError."""
    try:
        versions = await asyncio.wait_for(client.get_versions(), CONNECT_SECONDS)
    except (OSError, TimeoutError) as error:
        raise FarmError(f"the scheduler does not say its versions: {error}", _INSTALL) from error
    if differing := differing_versions(versions["client"], versions["scheduler"]):
        raise FarmError(
            f"the scheduler has {', '.join(differing)}",
            "Install the same versions on all machines.",
        )


def differing_versions(here: Any, there: Any) -> list[str]:
    """A phrase for each package that has another version there; of Python, the minor one counts.

    Both are what Dask tells of one process, None when it tells nothing.
    """
    packages = [
        cast("Mapping[str, Any]", (told or {"packages": {}})["packages"]) for told in (here, there)
    ]
    found: list[str] = []
    for name in PACKAGES:
        one, other = (str(each.get(name)) for each in packages)
        if name == "python":
            one, other = (".".join(each.split(".")[:2]) for each in (one, other))
        if one != other:
            found.append(f"{name} {other} (here it is {one})")
    return found


class DaskCrew:
    """The workers of one scheduler. Made by `open_crew`."""

    def __init__(self, client: Any, distributed: Any, run: str) -> None:
        self._client = client
        self._distributed = distributed
        self._run = run

    async def members(self) -> Mapping[str, Member]:
        """The workers by address as they are now. Raises FarmError when the cluster is lost."""
        try:
            told = await asyncio.wait_for(self._client.scheduler.identity(), CONNECT_SECONDS)
        except (OSError, TimeoutError, AttributeError) as error:
            raise FarmError(
                f"the scheduler was lost: {error!r}",
                "What was finished is kept. Start a scheduler and workers; the same command "
                "goes on.",
            ) from error
        workers: Mapping[str, Any] = told["workers"]
        return {
            address: Member(address, str(one["host"]), int(one["nthreads"]))
            for address, one in workers.items()
        }

    async def profile(self, member: Member, task: list[Any]) -> Any:
        """The worker's profile. Raises MemberLost, FarmError when it has no hasten."""
        versions: Mapping[str, Any] = await self._client.get_versions()
        told = versions["workers"].get(member.address)
        if differing := differing_versions(versions["client"], told):
            raise FarmError(f"it has {', '.join(differing)}")
        try:
            return await self._call(member, profile_task, task)
        except (ImportError, AttributeError) as error:
            raise FarmError(f"it has another hasten, or none: {error}") from error

    async def run(self, member: Member, packed: bytes) -> bytes:
        """Run a packed order there. Raises MemberLost."""
        try:
            return await self._call(member, shard_task, packed, self._topic)
        except Unwanted as error:
            raise MemberLost(str(error)) from error

    def listen(self, told: Callable[[str, int], None]) -> None:
        """Have `told` called with a shard's key and how many of its items are done."""

        def heard(event: Any) -> None:
            _, message = event
            told(message["shard"], message["done"])

        self._client.subscribe_topic(self._topic, heard)

    async def settle(self) -> None:
        """Wait until no worker is at a shard of this run any more, within limits."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + SETTLE_SECONDS
        while (left := deadline - loop.time()) > 0:
            try:
                busy: Mapping[str, Any] = await asyncio.wait_for(
                    self._client.run(under_way, self._run, on_error="ignore"), left
                )
            except Exception:
                # No scheduler, or a worker that does not answer: their shards end by themselves.
                return
            if not any(busy.values()):
                return
            await asyncio.sleep(0.05)

    @property
    def _topic(self) -> str:
        return f"hasten-{self._run}"

    async def _call(self, member: Member, function: Callable[..., Any], *arguments: Any) -> Any:
        future = self._client.submit(
            function,
            *arguments,
            key=f"{self._topic}-{secrets.token_hex(8)}",
            workers=[member.address],
            allow_other_workers=False,
            retries=0,
            pure=False,
        )
        try:
            return await future.result()
        except (
            self._distributed.KilledWorker,
            self._distributed.client.FutureCancelledError,
            OSError,
        ) as error:
            raise MemberLost(str(error)) from error
        finally:
            # The worker sees that nobody wants the result any more, and ends what it started.
            with contextlib.suppress(Exception):
                await self._client.cancel([future], force=True)


# --- on the worker ------------------------------------------------------------------------------


def profile_task(task: list[Any]) -> Any:
    """The profile of the worker that this runs on."""
    return profile_here(Task(*task))


def shard_task(packed: bytes, topic: str) -> bytes:
    """Run a shard on the worker that this runs on, for as long as somebody waits for it."""
    worker: Any = _imported().get_worker()
    key: str = import_module("distributed.worker").thread_state.key

    def is_wanted() -> bool:
        task = worker.state.tasks.get(key)
        return (
            task is not None
            and task.state == "executing"
            and not worker.status.name.startswith(("clos", "fail"))
        )

    def tell(shard: str, done: int) -> None:
        worker.loop.add_callback(worker.log_event, topic, {"shard": shard, "done": done})

    return run_shard(packed, is_wanted, tell)
