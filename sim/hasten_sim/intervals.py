"""What pairs of noisy times say about two programs: a ratio, and an interval that holds it.

Made so that two copies of one program are called different in less than 1 of 100 comparisons: a
claim that does not stand out of the noise is not made.
"""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Sequence

from attrs import frozen

from hasten_sim.nouns import Relative

CONFIDENCE = 0.99
LEAST_ROUNDS = 9
"""With fewer pairs, chance alone gives them all the same sign too often."""
MOST_ROUNDS = 25
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
