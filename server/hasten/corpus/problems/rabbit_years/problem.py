"""Rabbits after many years.

Every year the number of pairs of rabbits is that of the year before plus twice that of the year
before that; in the years 0 and 1 there is one pair. The first line holds q (1 to 100), then come q
years (0 to 10^6), one a line. Print for each the number of pairs, modulo 1000000007.
"""

from random import Random

from hasten.corpus.making import amount, numbers, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    q = amount(random, size, edge=[1, 2], small=(3, 8), large=(14, 16))
    low, high = {"edge": (0, 2), "small": (3, 60), "large": (100000, 120000)}[size]
    return f"{q}\n{rows(numbers(random, q, low, high))}"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="train",
    solutions={
        "vector_for_each": "fills a vector for each question",
        "one_table": "one table for all questions, up to the largest year there may be",
        "closed_form": "(2^(n+1) + (-1)^n) / 3 with fast powers",
    },
)
