"""What pairs of noisy times say about two programs: a ratio, and an interval that holds it.

Made so that two copies of one program are called different in less than 1 of 100 comparisons: a
claim that does not stand out of the noise is not made.
"""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Sequence

from attrs import evolve, frozen

from hasten_sim.nouns import Relative

CONFIDENCE = 0.99
LEAST_ROUNDS = 9
"""With fewer pairs, chance alone gives them all the same sign too often."""
MOST_ROUNDS = 25
FEWEST_ROUNDS = 3
"""So few pairs decide only what is far from equal; see `settled`."""
FAR = ((5, 1.2, 1), (FEWEST_ROUNDS, 1.8, 3))
"""A speedup of that much, or its inverse, at the near end of the interval is beyond doubt with so
many pairs, when so many times their range is added at both ends of it."""
Width = tuple[float, float]
"""A factor, and a power of the speedup; the larger of the two is meant."""
NARROW: Width = (1.15, 0.1)
"""An interval whose ends differ by no more than that says enough."""
WIDE: Width = (1.5, 0.8)
"""The same where a round takes long: less is told, and told in time."""
LITTLE, LITTLE_ROUNDS = 1.1, 5
"""Where a round takes long, a speedup below that is looked into no further after so many pairs."""
APART = ((FEWEST_ROUNDS, 1.8, 1.0), (2, 3.0, 1.25))
"""Times that were not taken by turns, from so many runs of the original, tell only of a speedup of
that much at the near end of the interval, which is made wider by the last factor at both ends."""
WIDEST_APART: Width = (3.0, 0.8)
"""They tell nothing when the ends of the interval differ by more than that."""
LOST_BY = ((4, 1.0), (3, 1.2), (2, 1.5))
"""By which factor all of so many pairs must be slower than the one to beat, to have lost."""
RESAMPLES = 2000
TAIL = 0.001
"""Share of the resampled medians that is cut off at each end."""
SIGNS = 0.005
"""Resampling makes the intervals of few pairs too narrow. So each holds at least what a test of
signs at this level leaves: it is right whatever the noise, as long as it strikes both alike."""
RESOLUTION = 1.01
"""Two copies of one file may differ by that much for as long as they live: they lie elsewhere in
memory. Every interval is that much wider at both ends."""
SEED = 20_25
_SHORTEST = 1e-9


@frozen
class Pair:
    """One round: the times of the original and of the candidate, in the same unit."""

    original: float
    candidate: float

    @property
    def speedup(self) -> float:
        """Original time / candidate time; times that are too short to be told count as equal."""
        return max(self.original, _SHORTEST) / max(self.candidate, _SHORTEST)


def settled(pairs: Sequence[Pair], narrow: Width = NARROW) -> Relative | None:
    """What the pairs say, if more of them would add nothing that matters; None if they would.

    The interval must be narrow, and far from equal: programs that are about as fast as each other
    get all rounds, so that looking early calls no two copies of one program different.
    """
    if len(pairs) < FEWEST_ROUNDS:
        return None
    found = of_few(pairs)
    if narrow == WIDE and len(pairs) >= LITTLE_ROUNDS and found.speedup < LITTLE:
        return found
    if len(pairs) >= LEAST_ROUNDS:
        # The full interval, which takes a while, is at least as wide as its ranks.
        logs, rank = sorted(math.log(pair.speedup) for pair in pairs), _rank(len(pairs))
        inner = evolve(found, low=math.exp(logs[rank]), high=math.exp(logs[-1 - rank]))
        found = relative(pairs) if _is_enough(inner, narrow) else inner
    return found if _is_enough(found, narrow) else None


def apart(originals: Sequence[float], candidates: Sequence[float]) -> Relative | None:
    """What times say that were taken one after the other; None if that is not beyond doubt.

    The interval holds every quotient of the times, and at both ends all of their range again: what
    changes on the machine from run to run strikes the two unequally.
    """
    known = next((one for one in APART if len(originals) >= one[0]), None)
    if known is None or len(candidates) < FEWEST_ROUNDS:
        return None
    _, far, wider = known
    ours = sorted(math.log(max(time, _SHORTEST)) for time in originals)
    theirs = sorted(math.log(max(time, _SHORTEST)) for time in candidates)
    width = (ours[-1] - ours[0]) + (theirs[-1] - theirs[0]) + math.log(wider)
    found = Relative(
        speedup=math.exp(statistics.median(ours) - statistics.median(theirs)),
        low=math.exp(ours[0] - theirs[-1] - width) / RESOLUTION,
        high=math.exp(ours[-1] - theirs[0] + width) * RESOLUTION,
        confidence=CONFIDENCE,
        rounds=min(len(originals), len(candidates)),
    )
    return found if found.low >= far and _is_within(found, WIDEST_APART) else None


def _is_within(found: Relative, width: Width) -> bool:
    factor, power = width
    return found.high <= found.low * max(factor, max(found.speedup, 1 / found.speedup) ** power)


def _is_enough(found: Relative, narrow: Width) -> bool:
    far = next(by for count, by, _ in FAR if found.rounds >= count)
    return _is_within(found, narrow) and (found.low >= far or found.high <= 1 / far)


def of_few(pairs: Sequence[Pair]) -> Relative:
    """The median of few pairs, and their whole range with more of its width at both ends.

    For five values with normal noise that is twice as wide as Student's interval would have to be,
    for three or four of them as wide or wider.
    """
    logs = sorted(math.log(pair.speedup) for pair in pairs)
    width = (logs[-1] - logs[0]) * next(more for count, _, more in FAR if len(logs) >= count)
    return Relative(
        speedup=math.exp(statistics.median(logs)),
        low=math.exp(logs[0] - width) / RESOLUTION,
        high=math.exp(logs[-1] + width) * RESOLUTION,
        confidence=CONFIDENCE,
        rounds=len(pairs),
    )


def has_lost(pairs: Sequence[Pair], speedup: float) -> float | None:
    """The largest speedup of the pairs, if it is certain that they do not reach the one to beat.

    The fewer they are, the farther all of them must be from it.
    """
    best = max((pair.speedup for pair in pairs), default=math.inf)
    behind = next((by for count, by in LOST_BY if len(pairs) >= count), math.inf)
    return best if best * behind < speedup else None


def relative(pairs: Sequence[Pair]) -> Relative:
    """The median speedup of the pairs, with its bootstrap interval.

    The same pairs give the same interval. Raises ValueError for fewer than `LEAST_ROUNDS` pairs.
    """
    if len(pairs) < LEAST_ROUNDS:
        raise ValueError(f"{len(pairs)} pairs are too few for an interval")
    logs = [math.log(pair.speedup) for pair in pairs]
    chance = random.Random(SEED)
    medians = sorted(statistics.median(chance.choices(logs, k=len(logs))) for _ in range(RESAMPLES))
    cut, rank, ordered = round(TAIL * RESAMPLES), _rank(len(logs)), sorted(logs)
    return Relative(
        speedup=math.exp(statistics.median(logs)),
        low=math.exp(min(medians[cut], ordered[rank])) / RESOLUTION,
        high=math.exp(max(medians[-1 - cut], ordered[-1 - rank])) * RESOLUTION,
        confidence=CONFIDENCE,
        rounds=len(pairs),
    )


def _rank(count: int) -> int:
    """How many values at each end of so many a median lies between, but for a chance of `SIGNS`."""
    outside, rank = 0.0, -1
    while True:
        outside += 2 * math.comb(count, rank + 1) / 2**count
        if outside > SIGNS:
            return max(rank, 0)
        rank += 1


def rounds_for(seconds: float, spend: float) -> int:
    """How many pairs of runs to make when the original takes `seconds`, to spend about `spend`.

    An odd number: then the median is one of the pairs.
    """
    wanted = int(spend / (2 * max(seconds, 1e-3)))
    return max(LEAST_ROUNDS, min(MOST_ROUNDS, wanted)) | 1
