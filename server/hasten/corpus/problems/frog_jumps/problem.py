"""Jumps of a frog.

The first line holds n (1 to 30 stones), the second their heights (1 to 10000). A frog on the first
stone jumps from a stone to the next one or to the one after that; a jump costs the difference of
the heights. Print the least total cost with which it gets to the last stone.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(4, 12), large=(27, 29))
    return f"{n}\n{row(numbers(random, n, 1, 10000))}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="test",
    solutions={
        "recursion": "recursion over both last jumps",
        "table": "a table of costs, filled from the start, with streams",
        "two_costs": "keeps the costs of two stones",
    },
)
