"""Weighted numbers of divisors.

For a positive integer k, d(k) is the number of its positive divisors. One integer n from 1 to 10^6.
Print the sum of k * d(k) for k from 1 to n.
"""

from random import Random

from hasten.corpus.making import amount
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3, 4], small=(5, 999), large=(38000, 46000))
    return f"{n}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="test",
    solutions={
        "trial_division": "counts the divisors of each number up to its root",
        "sieve": "counts up the multiples of each number",
        "equal_quotients": "adds the multiples of each divisor by formula, equal quotients at once",
    },
)
