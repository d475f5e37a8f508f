"""The planner: what is still to be done, once each, cut into shards of minutes.

A shard is what one worker is given at a time. It is large, so that handing it out costs nothing
beside doing it; and shards become smaller toward the end, so that all workers end at about the
same time (guided self-scheduling: Polychronopoulos and Kuck, 1987).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterable, Sequence

from attrs import field, frozen, validators

from hasten_sim.farm.orders import Payload

SHARD_SECONDS = 180.0
LEAST_SECONDS = 5.0
MOST_ITEMS = 10_000
TURNS = 2
"""The share of the rest that one worker is given at most: 1 of so many for each worker."""


@frozen
class Item:
    """One piece of work.

    `key` is the SHA-256 of all that decides the result: equal keys are done once. `seconds` is
    about how long it takes on one worker. `load` reads what travels; it is called when the item is
    sent, so that not everything is in memory at once.
    """

    key: str
    name: str
    seconds: float = field(validator=validators.gt(0))
    load: Callable[[], Payload] = field(repr=False, eq=False)


@frozen
class Shard:
    """Items that one worker is given together."""

    items: tuple[Item, ...] = field(validator=validators.min_len(1))

    @property
    def key(self) -> str:
        """Identifies the shard by its items."""
        return hashlib.sha256("\0".join(one.key for one in self.items).encode()).hexdigest()

    @property
    def seconds(self) -> float:
        """About how long it takes."""
        return sum(one.seconds for one in self.items)

    def halves(self) -> tuple[Shard, ...]:
        """The shard in two, or the shard itself when it is a single item."""
        if len(self.items) == 1:
            return (self,)
        middle = len(self.items) // 2
        return Shard(self.items[:middle]), Shard(self.items[middle:])


@frozen
class Plan:
    """What is to be done. `known` items have a result, `repeated` ones the key of another."""

    shards: tuple[Shard, ...]
    known: int
    repeated: int

    @property
    def items(self) -> int:
        """How many items are to be done."""
        return sum(len(one.items) for one in self.shards)


def plan(
    items: Iterable[Item],
    known: Container[str],
    workers: int,
    *,
    seconds: float = SHARD_SECONDS,
) -> Plan:
    """Cut what is not known into shards of at most `seconds`, one item at least in each.

    The longest items come first. Raises ValueError when `workers` or `seconds` are not positive.
    """
    if workers < 1 or seconds <= 0:
        raise ValueError("a plan needs workers, and shards that last some time")
    distinct: dict[str, Item] = {}
    done = repeated = 0
    for item in items:
        if item.key in known:
            done += 1
        elif item.key in distinct:
            repeated += 1
        else:
            distinct[item.key] = item
    ordered = sorted(distinct.values(), key=lambda one: (-one.seconds, one.key))
    return Plan(tuple(_cut(ordered, workers, seconds)), done, repeated)


def _cut(items: Sequence[Item], workers: int, most: float) -> Iterable[Shard]:
    rest = sum(one.seconds for one in items)
    least = min(LEAST_SECONDS, most)
    taken: list[Item] = []
    size = 0.0
    wanted = max(least, min(most, rest / (TURNS * workers)))
    for item in items:
        if taken and (size + item.seconds > wanted or len(taken) == MOST_ITEMS):
            yield Shard(tuple(taken))
            rest -= size
            taken, size = [], 0.0
            wanted = max(least, min(most, rest / (TURNS * workers)))
        taken.append(item)
        size += item.seconds
    if taken:
        yield Shard(tuple(taken))
