"""Pairs out of order.

The first line holds n (1 to 20000), the second n integers between 1 and 10^6. Print the number of
pairs i < j whose first value is larger than the second.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(4, 15), large=(4000, 4500))
    values = numbers(random, n, 1, 3 if size == "edge" else 10**6)
    return f"{n}\n{row(values)}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="train",
    solutions={
        "bubble": "counts the swaps of bubble sort",
        "all_pairs": "compares each pair once",
        "merge_sort": "counts while merging",
    },
)
