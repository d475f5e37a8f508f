"""Median so far.

The first line holds n (1 to 10000), the second n integers between 0 and 10^6. After each number
print the median of the numbers so far (of an even count the lower one), all on one line.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(4, 15), large=(480, 520))
    return f"{n}\n{row(numbers(random, n, 0, 2 if size == 'edge' else 10**6))}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="train",
    solutions={
        "sort_each_time": "sorts a copy of all numbers after each one",
        "insert_sorted": "inserts each number at its place",
        "two_heaps": "a heap of the lower and one of the upper half, with stdio",
    },
)
