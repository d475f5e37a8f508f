"""Numbers like 2017.

A number n is like 2017 if n is an odd prime and (n + 1) / 2 is a prime, too. The first line holds q
(1 to 10000), then come q lines with odd integers l and r (1 <= l <= r < 10^5). For each line print
how many odd numbers from l to r are like 2017.
"""

from random import Random

from hasten.corpus.making import amount, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    q = amount(random, size, edge=[1, 2], small=(2, 8), large=(9, 12))
    top = {"edge": 4, "small": 400, "large": 49999}[size]

    def line() -> str:
        low, high = sorted((random.randint(0, top), random.randint(0, top)))
        return f"{2 * low + 1} {2 * high + 1}"

    return f"{q}\n" + rows(line() for _ in range(q))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="test",
    solutions={
        "test_each": "tests each number of each question by division",
        "sieve": "a sieve, and a loop for each question",
        "prefix_counts": "a sieve of odd numbers, and counts up to each number",
    },
)
