"""Longest rising subsequence.

The first line holds n (1 to 5000), the second n integers between 1 and 10^9. Print the length of
the longest strictly rising subsequence.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 5], small=(6, 20), large=(2800, 3200))
    values = numbers(random, n, 1, 3 if size == "edge" else 10**9)
    return f"{n}\n{row(values)}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="train",
    solutions={
        "quadratic": "the best length that ends at each element, from all before it",
        "patience_set": "the smallest ends in a std::set",
        "patience_array": "the smallest ends in a sorted array, with binary search",
    },
)
