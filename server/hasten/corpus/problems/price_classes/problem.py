"""Price classes.

The first line holds c and q (1 to 1000 classes, 1 to 10000 prices), the second the lower bounds of
the classes, rising integers from 0 to 10^9 (the first is 0), the third q prices from 0 to 10^9.
Print the class of each price (counted from 1), one a line.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    c = amount(random, size, edge=[1, 2], small=(3, 6), large=(240, 260))
    q = amount(random, size, edge=[1, 2], small=(4, 12), large=(2400, 2600))
    top = 10 if size == "edge" else 10**9
    bounds = [0, *sorted(random.sample(range(1, top + 1), c - 1))]
    prices = (
        random.choices([0, top, *bounds], k=q) if size == "edge" else numbers(random, q, 0, top)
    )
    return f"{c} {q}\n{row(bounds)}\n{row(prices)}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="miscellaneous",
    split="train",
    solutions={
        "recursion_by_value": "recursive binary search that copies the bounds at each step",
        "upper_bound": "the library's search, on streams that flush only at the end",
        "halving_stdio": "a search without unpredictable branches, on blocks of input and output",
    },
)
