"""Choices.

The first line holds q (1 to 1000), then come q lines with n and k (0 <= k <= n <= 2000). Print for
each the number of ways to choose k of n things, modulo 1000000007, one a line.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    q = amount(random, size, edge=[1, 3], small=(3, 8), large=(55, 65))
    high = 2 if size == "edge" else 12 if size == "small" else 420
    pairs = (sorted(numbers(random, 2, 0, high), reverse=True) for _ in range(q))
    return f"{q}\n{rows(map(row, pairs))}"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="train",
    solutions={
        "triangle_each_time": "builds Pascal's triangle for each question",
        "one_triangle": "one triangle for all questions, as large as it may have to be",
        "factorials": "tables of factorials and of their inverses",
    },
)
