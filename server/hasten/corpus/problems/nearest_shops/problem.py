"""The two nearest shops.

The first line holds n (2 to 5000 shops), then come n lines with their integer coordinates (0 to
10^6). Print the least distance of two shops with four decimals.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[2, 3], small=(4, 10), large=(900, 1000))
    reach = 3 if size == "edge" else 10**6
    return f"{n}\n" + rows(row(numbers(random, 2, 0, reach)) for _ in range(n))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="test",
    comparison="float",
    tolerance=1e-3,
    solutions={
        "all_distances": "the distances of all pairs",
        "squares_of_pairs": "squares as integers, for all pairs",
        "sweep": "sorts by x, and looks only as far as the best distance",
    },
)
