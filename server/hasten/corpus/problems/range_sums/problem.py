"""Sums of ranges.

The first line holds n and q (1 to 5000 each), the second n integers between 0 and 10^6. Then come q
lines with l and r (1 <= l <= r <= n). For each print the sum of the values from l to r.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 10), large=(1800, 2000))
    q = amount(random, size, edge=[1, 3], small=(3, 10), large=(2400, 2600))
    pairs = (sorted(numbers(random, 2, 1, n)) for _ in range(q))
    return f"{n} {q}\n{row(numbers(random, n, 0, 10**6))}\n{rows(map(row, pairs))}"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="train",
    solutions={
        "add_up": "adds up each range, in a copy of the numbers",
        "prefix_sums": "subtracts two prefix sums",
        "prefix_sums_stdio": "the same with scanf and printf",
        "prefix_sums_blocks": "the same, parsed and formatted by hand",
    },
)
