"""Stretches with a given total.

The first line holds n and a total s (n from 1 to 10000, s from 0 to 10^9), the second n integers
between 0 and 10^5. Print the number of stretches of neighbours that add up to s.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 4], small=(5, 15), large=(3600, 4000))
    high = 1 if size == "edge" else 5
    s = random.choice([0, 1]) if size == "edge" else random.randint(3, n)
    return f"{n} {s}\n{row(numbers(random, n, 0, high))}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="train",
    solutions={
        "every_stretch": "extends each start to the end",
        "prefix_map": "counts earlier prefix sums in a map",
        "two_pointers": "two pointers, for prefix sums never fall",
    },
)
