"""The planner: everything that is to be done is in one shard, once, and shards last minutes."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten_sim.farm.orders import Payload
from hasten_sim.farm.plan import LEAST_SECONDS, SHARD_SECONDS, Item, Shard, plan


def items(*seconds: float) -> list[Item]:
    return [
        Item(f"{at:04}", f"item {at}", one, lambda: Payload({})) for at, one in enumerate(seconds)
    ]


def keys(shards: Sequence[Shard]) -> list[str]:
    return [one.key for shard in shards for one in shard.items]


def test_a_plan_without_workers_or_time_is_a_bug() -> None:
    with pytest.raises(ValueError, match="workers"):
        plan(items(1), (), 0)
    with pytest.raises(ValueError, match="some time"):
        plan(items(1), (), 1, seconds=0)
    with pytest.raises(ValueError, match="> 0"):
        items(0)


def test_nothing_to_do_makes_no_shards() -> None:
    assert plan([], (), 3).shards == ()
    assert plan(items(1, 2), {"0000", "0001"}, 3).shards == ()


def test_what_is_known_and_what_is_there_twice_is_not_sent() -> None:
    twice = items(1, 2, 3) + items(1, 2, 3)
    made = plan(twice, {"0001"}, 2)
    assert sorted(keys(made.shards)) == ["0000", "0002"]
    assert (made.known, made.repeated, made.items) == (2, 2, 2)


def test_milliseconds_are_put_together_into_shards_of_minutes() -> None:
    made = plan(items(*[0.005] * 200_000), (), 2)
    assert len(made.shards) < 60
    assert made.shards[0].seconds > 40
    assert max(one.seconds for one in made.shards) <= SHARD_SECONDS


def test_shards_become_smaller_toward_the_end_so_that_all_workers_end_together() -> None:
    made = plan(items(*[2.0] * 2000), (), 4)
    sizes = [round(one.seconds) for one in made.shards]
    assert sizes[:-1] == sorted(sizes[:-1], reverse=True)
    assert sizes[0] == SHARD_SECONDS
    assert sizes[-1] <= LEAST_SECONDS + 2


def test_a_lost_shard_is_halved_down_to_single_items() -> None:
    halves = Shard(tuple(items(1, 1, 1))).halves()
    assert [len(one.items) for one in halves] == [1, 2]
    assert halves[0].halves() == (halves[0],)


@given(
    st.lists(st.floats(0.001, 500), max_size=60),
    st.integers(1, 12),
    st.sets(st.integers(0, 59)),
)
def test_every_item_that_is_not_known_is_in_one_shard_once(
    seconds: list[float], workers: int, known: set[int]
) -> None:
    made = plan(items(*seconds), {f"{at:04}" for at in known}, workers)
    expected = [f"{at:04}" for at in range(len(seconds)) if at not in known]
    assert sorted(keys(made.shards)) == expected
    assert all(len(s.items) == 1 or s.seconds <= SHARD_SECONDS + 1e-6 for s in made.shards)
    assert plan(items(*seconds), {f"{at:04}" for at in known}, workers) == made
