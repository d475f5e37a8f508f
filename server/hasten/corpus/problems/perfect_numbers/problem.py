"""Sums of divisors.

The first line holds q (1 to 500), the second q integers from 1 to 100000. For each print the sum of
its divisors that are smaller than itself, and "perfect", "rich" or "poor" if the sum is equal to,
larger or smaller than the number.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    q = amount(random, size, edge=[1, 3], small=(3, 10), large=(150, 170))
    if size == "edge":
        values = random.choices([1, 2, 4, 6, 28, 496, 8128], k=q)
    else:
        values = numbers(random, q, 2, 200 if size == "small" else 12000)
    return f"{q}\n{row(values)}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="train",
    solutions={
        "all_candidates": "tries every smaller number and keeps the divisors in a vector",
        "half": "tries up to half of the number, once",
        "divisor_pairs": "finds divisors in pairs up to the square root",
    },
)
