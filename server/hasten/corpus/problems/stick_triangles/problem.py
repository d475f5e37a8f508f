"""Triangles of sticks.

The first line holds n (1 to 2000), the second the lengths of n sticks (1 to 10^6). Print the number
of ways to choose three sticks with which a triangle can be laid, that is, each is shorter than the
two others together.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(4, 12), large=(230, 255))
    top = random.choice([1, 3, 10**6]) if size == "edge" else random.choice([1000, 10**6])
    return f"{n}\n{row(numbers(random, n, 1, top))}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="test",
    solutions={
        "all_triples": "tries all triples",
        "binary_search": "sorts, and searches the longest third stick for each pair",
        "two_pointers": "sorts, and moves two pointers for each longest stick",
    },
)
