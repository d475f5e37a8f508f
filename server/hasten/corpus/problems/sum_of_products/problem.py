"""Sum of products.

The first line holds n (2 to 20000), the second n integers from 0 to 10^9. Print the sum of the
products of all pairs of two of them (at different places), modulo 10^9 + 7.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[2], small=(3, 10), large=(2300, 2600))
    low = random.choice([0, 10**9 - 1]) if size == "edge" else 0
    return f"{n}\n{row(numbers(random, n, low, 10**9))}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="test",
    solutions={
        "all_pairs": "two loops over the numbers",
        "suffix_sums": "multiplies each number by the sum of those after it",
        "sum_so_far": "one pass with the sum so far, read with fread",
    },
)
