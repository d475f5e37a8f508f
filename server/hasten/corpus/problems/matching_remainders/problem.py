"""Pairs with a difference that is divisible.

The first line holds n and m (n from 2 to 20000, m from 1 to 10^5), the second n integers from 0 to
10^9. Print the number of pairs of them, at different places, of which the difference is a multiple
of m.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[2, 3], small=(4, 12), large=(2100, 2400))
    m = random.choice([1, 2, 7] if size != "large" else [200, 1000, 99991])
    top = 3 if size == "edge" else 10**9
    return f"{n} {m}\n{row(numbers(random, n, 0, top))}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="test",
    solutions={
        "all_pairs": "tries all pairs",
        "map_of_remainders": "counts remainders in a map",
        "array_of_remainders": "counts remainders in an array, read with fread",
    },
)
