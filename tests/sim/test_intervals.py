"""Intervals of the ratio of noisy times: wide enough, no wider than needed, the same every time."""

from __future__ import annotations

import random

import pytest

from hasten_sim.intervals import (
    FEWEST_ROUNDS,
    LEAST_ROUNDS,
    LITTLE_ROUNDS,
    MOST_ROUNDS,
    NARROW,
    WIDE,
    Pair,
    Width,
    apart,
    has_lost,
    relative,
    rounds_for,
    settled,
)
from hasten_sim.nouns import Relative


def pairs(count: int, ratio: float, noise: float, seed: int) -> list[Pair]:
    """Times with a heavy tail: one in ten runs is disturbed by up to half."""
    chance = random.Random(seed)

    def time(of: float) -> float:
        disturbed = 1 + 0.5 * chance.random() if chance.random() < 0.1 else 1.0
        return of * disturbed * chance.lognormvariate(0, noise)

    return [Pair(time(ratio), time(1.0)) for _ in range(count)]


@pytest.mark.parametrize(("count", "noise"), [(9, 0.005), (9, 0.1), (15, 0.05), (25, 0.3)])
def test_equal_programs_are_called_different_in_less_than_one_of_a_hundred(
    count: int, noise: float
) -> None:
    found = [relative(pairs(count, 1.0, noise, seed)) for seed in range(100)]
    assert sum(one.is_different for one in found) <= 1


@pytest.mark.parametrize(("count", "noise", "ratio"), [(15, 0.03, 1.6), (25, 0.05, 1.15)])
def test_a_gain_beyond_the_noise_is_told_and_lies_in_the_interval(
    count: int, noise: float, ratio: float
) -> None:
    found = [relative(pairs(count, ratio, noise, seed)) for seed in range(20)]
    assert sum(one.is_faster for one in found) >= 19
    assert sum(one.low <= ratio <= one.high for one in found) == 20


def test_the_slower_program_is_different_and_not_faster() -> None:
    one = relative(pairs(15, 0.5, 0.02, 1))
    assert one.is_different
    assert not one.is_faster


def test_the_same_pairs_give_the_same_interval() -> None:
    made = pairs(9, 1.2, 0.05, 3)
    assert relative(made) == relative(list(made))


def test_turning_the_programs_round_turns_the_interval_round() -> None:
    made = pairs(15, 1.4, 0.05, 4)
    ahead = relative(made)
    back = relative([Pair(pair.candidate, pair.original) for pair in made])
    assert back.speedup == pytest.approx(1 / ahead.speedup)
    assert back.low == pytest.approx(1 / ahead.high, rel=0.05)


def test_a_difference_within_the_resolution_is_none_however_exact_the_clock() -> None:
    assert not relative([Pair(1.005, 1.0)] * LEAST_ROUNDS).is_different
    assert relative([Pair(1.05, 1.0)] * LEAST_ROUNDS).is_faster


def test_times_that_are_too_short_to_be_told_are_equal() -> None:
    one = relative([Pair(0.0, 0.0)] * LEAST_ROUNDS)
    assert (one.speedup, one.is_different) == (1.0, False)


def test_one_disturbed_run_does_not_decide() -> None:
    assert not relative([Pair(1.0, 1.0)] * 8 + [Pair(1e6, 1.0)]).is_different


def test_too_few_pairs_are_no_evidence() -> None:
    with pytest.raises(ValueError, match="too few"):
        relative([Pair(2.0, 1.0)] * (LEAST_ROUNDS - 1))


@pytest.mark.parametrize("seconds", [0.0, 1e-9, 0.01, 0.3, 5.0, 1e9])
def test_the_number_of_rounds_is_odd_and_within_bounds(seconds: float) -> None:
    rounds = rounds_for(seconds, 10.0)
    assert LEAST_ROUNDS <= rounds <= MOST_ROUNDS
    assert rounds % 2 == 1


def by_turns(
    ratio: float, noise: float, seed: int, rounds: int = 15, narrow: Width = NARROW
) -> Relative:
    """What a comparison tells that ends as soon as it is settled."""
    made = pairs(rounds, ratio, noise, seed)
    early = (settled(made[:count], narrow) for count in range(1, rounds))
    return next((found for found in early if found is not None), None) or relative(made)


@pytest.mark.parametrize("narrow", [NARROW, WIDE])
@pytest.mark.parametrize("noise", [0.005, 0.1])
def test_equal_programs_are_not_called_different_by_looking_early(
    noise: float, narrow: Width
) -> None:
    found = [by_turns(1.0, noise, seed, narrow=narrow) for seed in range(50)]
    assert not any(one.is_different for one in found)
    wanted = 15 if narrow == NARROW else LITTLE_ROUNDS
    assert sum(one.rounds == wanted for one in found) >= 40


@pytest.mark.parametrize("ratio", [0.4, 1.5, 6.0])
def test_a_clear_comparison_ends_early_with_an_interval_that_holds(ratio: float) -> None:
    found = [by_turns(ratio, 0.005, seed) for seed in range(50)]
    assert sum(one.low <= ratio <= one.high for one in found) >= 49
    assert sum(one.rounds <= 5 for one in found) >= 10
    assert all(one.is_different for one in found)


def test_few_pairs_that_are_far_apart_settle_nothing() -> None:
    assert settled([Pair(2.0, 1.0), Pair(3.0, 1.0)] * 3) is None
    assert settled([Pair(9.0, 1.0)] * (FEWEST_ROUNDS - 1)) is None
    assert settled([Pair(9.0, 1.0)] * FEWEST_ROUNDS) is not None
    assert settled([Pair(1.5, 1.0)] * FEWEST_ROUNDS) is None
    assert settled([Pair(1.5, 1.0)] * 5) is not None


@pytest.mark.parametrize(
    ("speedups", "lost"),
    [
        ([], False),
        ([0.1], False),
        ([1.3, 1.3], True),
        ([1.3, 1.5], False),
        ([1.3, 1.5, 1.6], True),
        ([1.3, 1.5, 1.9], False),
        ([1.3, 1.5, 1.9, 1.9], True),
        ([1.3, 1.5, 1.9, 2.1], False),
    ],
)
def test_a_race_is_lost_sooner_by_who_is_far_behind(speedups: list[float], lost: bool) -> None:
    made = [Pair(speedup, 1.0) for speedup in speedups]
    assert has_lost(made, 2.0) == (pytest.approx(max(speedups)) if lost else None)


def in_a_row(ratio: float, noise: float, seed: int) -> Relative | None:
    """What few runs tell that were not taken by turns."""
    made = pairs(FEWEST_ROUNDS, ratio, noise, seed)
    return apart([pair.original for pair in made], [pair.candidate for pair in made])


@pytest.mark.parametrize("noise", [0.005, 0.05, 0.3])
def test_runs_in_a_row_tell_of_what_is_far_ahead_only_and_the_interval_holds(noise: float) -> None:
    found = [in_a_row(6.0, noise, seed) for seed in range(300)]
    told = [one for one in found if one is not None]
    assert sum(one.low <= 6.0 <= one.high for one in told) >= 0.99 * len(told)
    assert all(one.is_faster for one in told)
    assert len(told) >= (250 if noise < 0.1 else 0)
    assert not any(in_a_row(1.0, noise, seed) for seed in range(300))
    assert not any(in_a_row(1 / 6.0, noise, seed) for seed in range(300))


def test_fewer_runs_in_a_row_tell_nothing() -> None:
    assert apart([9.0] * FEWEST_ROUNDS, [1.0] * (FEWEST_ROUNDS - 1)) is None
    assert apart([9.0], [1.0] * FEWEST_ROUNDS) is None
    assert apart([3.5] * 2, [1.0] * FEWEST_ROUNDS) is None
    two, three = (apart([9.0] * count, [1.0] * FEWEST_ROUNDS) for count in (2, 3))
    assert two is not None
    assert three is not None
    assert two.low < three.low < three.high < two.high
    assert apart([1.7] * FEWEST_ROUNDS, [1.0] * FEWEST_ROUNDS) is None
