"""The longest chain.

From a number the next one is its half if it is even, else three times the number plus one; the
chain ends at 1. The first line holds q (1 to 20), then come q limits (1 to 100000), one a line. For
each print the number up to the limit with the longest chain (the smallest of several), and the
length of that chain, counted in numbers.
"""

from random import Random

from hasten.corpus.making import amount, numbers, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    q = amount(random, size, edge=[1, 2], small=(2, 5), large=(4, 5))
    low, high = {"edge": (1, 2), "small": (3, 100), "large": (6000, 7000)}[size]
    return f"{q}\n{rows(numbers(random, q, low, high))}"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="train",
    solutions={
        "recursion": "walks the whole chain of each number, by recursion",
        "remember_best": "a loop, and the best length so far in a variable",
        "table": (
            "stops as soon as the chain falls below its start; answers for all limits at once"
        ),
    },
)
