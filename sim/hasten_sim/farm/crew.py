"""The seam to a cluster: who is there, and a function called on one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from attrs import frozen


@frozen
class Member:
    """One worker process. `processors` are those that it may use: the threads Dask gives it."""

    address: str
    host: str
    processors: int


class MemberLost(Exception):
    """The worker ended, or its answer was lost on the way."""


class Crew(Protocol):
    """The workers of a cluster. Opened and closed by `hasten_sim.farm.dask_crew`."""

    async def members(self) -> Mapping[str, Member]:
        """The workers by address as they are now. Raises FarmError when the cluster is lost."""
        ...

    async def profile(self, member: Member, task: list[Any]) -> Any:
        """The worker's profile as JSON data. Raises MemberLost, FarmError when it has no hasten."""
        ...

    async def run(self, member: Member, packed: bytes) -> bytes:
        """Run a packed order there; returns the packed report.

        When this is cancelled, so is the shard, with all its child processes. Raises MemberLost.
        """
        ...

    def listen(self, told: Callable[[str, int], None]) -> None:
        """Have `told` called with a shard's key and how many of its items are done."""
        ...
