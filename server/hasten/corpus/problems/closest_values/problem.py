"""The closest two.

The first line holds n (2 to 10000), the second n integers between -10^9 and 10^9. Print the
smallest difference of two of them, and how many pairs of positions have it.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[2, 3], small=(4, 12), large=(2700, 3000))
    reach = 2 if size == "edge" else 30 if size == "small" else 10**9
    return f"{n}\n{row(numbers(random, n, -reach, reach))}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="validation",
    solutions={
        "all_pairs": "all pairs, twice: first the difference, then the count",
        "one_go": "each pair once, in one go",
        "sorted_neighbours": "sorts; only neighbours, or equal values, can be closest",
    },
)
