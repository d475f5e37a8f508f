"""The best stretch of days.

The first line holds n (1 to 5000), the second the gains of n days, between -10^6 and 10^6. Print
the largest sum of a stretch of one or more days in a row.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 12), large=(320, 360))
    high = random.choice([-1, 10**6]) if size == "edge" else 10**6
    return f"{n}\n{row(numbers(random, n, -(10**6), high))}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="train",
    solutions={
        "three_loops": "adds up every stretch anew",
        "two_loops": "extends each stretch by one day at a time",
        "kadane": "carries the best stretch that ends today; no array",
    },
)
