"""The cheapest offers.

The first line holds n and k (1 <= k <= n <= 20000), the second n prices from 1 to 10^9. Print the
total of the k lowest prices, and the k-th lowest price.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(4, 12), large=(2300, 2600))
    k = random.choice([1, n]) if size == "edge" else random.randint(1, max(1, n // 3))
    return f"{n} {k}\n{row(numbers(random, n, 1, 2 if size == 'edge' else 10**9))}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="validation",
    solutions={
        "selection": "takes the lowest price out of a vector, again and again",
        "sort_all": "sorts all prices",
        "nth_element": "divides the prices at the k-th, after reading a block",
    },
)
