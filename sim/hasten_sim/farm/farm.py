"""The whole of it: items and a cluster go in, results are kept, a summary comes out."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from attrs import field, frozen

from hasten_sim.errors import FarmError
from hasten_sim.farm.address import Cluster, Local
from hasten_sim.farm.crew import Crew
from hasten_sim.farm.dask_crew import open_crew
from hasten_sim.farm.dispatch import Dispatch, Event, Patience, Summary
from hasten_sim.farm.orders import Task
from hasten_sim.farm.plan import SHARD_SECONDS, Item, plan
from hasten_sim.farm.profile import Profile
from hasten_sim.farm.results import Keeper
from hasten_sim.farm.shard import profile_here
from hasten_sim.records import from_json


@frozen
class Farmed:
    """What a run came to: `known` items had a result before, `repeated` ones shared another's.

    `values` are all results that are kept, by key.
    """

    summary: Summary
    known: int
    repeated: int
    values: Mapping[str, Any] = field(repr=False)


async def farm(
    items: Iterable[Item],
    task: Task,
    cluster: Cluster,
    open_keeper: Callable[[Profile], AbstractContextManager[Keeper]],
    tell: Callable[[Event], None],
    *,
    shard_seconds: float = SHARD_SECONDS,
    patience: Patience | None = None,
) -> Farmed:
    """Do the items that have no result yet on a cluster, and keep their results as they come.

    The tools of this machine are what a worker's must be like; `open_keeper` gives the results that
    were made with them. Raises FarmError when something is missing here, or the cluster cannot be
    used or is lost; what was finished is kept then, as it is when this is cancelled.
    """
    here = from_json(await asyncio.to_thread(profile_here, task), Profile)
    if here.missing:
        name, why = next(iter(here.missing.items()))
        raise FarmError(
            f"there is no {name} on this machine: {why}",
            "The machine that hands out the work needs the same tools as the workers.",
        )
    run = secrets.token_hex(6)
    with open_keeper(here) as keeper:
        first = plan(items, keeper.known, 1, seconds=shard_seconds)
        if not first.items:
            return Farmed(Summary(), first.known, first.repeated, keeper.known)
        async with open_crew(cluster, run) as crew:
            workers = cluster.workers if isinstance(cluster, Local) else await _count(crew)
            made = plan(
                (item for shard in first.shards for item in shard.items),
                (),
                workers,
                seconds=shard_seconds,
            )
            dispatch = Dispatch(crew, task, here, made, keeper, tell, run=run, patience=patience)
            return Farmed(await dispatch.go(), first.known, first.repeated, keeper.known)


async def _count(crew: Crew) -> int:
    """How many workers there are; more may come, and then get smaller shards' worth later."""
    return max(1, len(await crew.members()))
