"""Three that cancel out.

The first line holds n (3 to 2000), the second n different integers between -10^6 and 10^6. Print
the number of ways to choose three of them whose sum is zero.
"""

from random import Random

from hasten.corpus.making import amount, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[3, 4], small=(5, 12), large=(270, 300))
    reach = 3 if size == "edge" else 15 if size == "small" else 1000
    return f"{n}\n{row(random.sample(range(-reach, reach + 1), n))}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="train",
    solutions={
        "three_loops": "three loops over a vector",
        "set_lookup": "two loops and a set for the third",
        "sorted_pointers": "sorts, then two pointers for each smallest",
    },
)
