"""Highest value in a window.

The first line holds n and k (1 <= k <= n <= 20000), the second n integers between -10^9 and 10^9.
Print the largest of each k neighbours, from left to right, on one line.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(5, 15), large=(4000, 4500))
    k = (
        random.choice([1, n])
        if size == "edge"
        else random.randint(max(1, n // 20), max(1, n // 10))
    )
    values = numbers(random, n, -(10**9), 10**9)
    if size == "edge":
        values.sort(reverse=random.random() < 0.5)
    return f"{n} {k}\n{row(values)}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="validation",
    solutions={
        "subvector": "copies each window and asks for its maximum",
        "scan": "scans each window",
        "multiset": "keeps the window in a multiset",
        "monotone_queue": "a queue of candidates that only falls",
    },
)
