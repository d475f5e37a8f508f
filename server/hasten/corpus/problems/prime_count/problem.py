"""Primes up to a limit.

One integer n between 1 and 50000. Print how many primes are not larger than n, and the largest of
them (0 if there is none).
"""

from random import Random

from hasten.corpus.making import amount
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(4, 200), large=(9000, 11000))
    return f"{n}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="train",
    solutions={
        "all_divisors": "tries every smaller number as a divisor",
        "known_primes": (
            "divides by the primes found so far, as long as their square is not larger"
        ),
        "sieve": "crosses out the multiples of each prime",
    },
)
