"""Candies for children.

The first line holds n and k (1 to 100 children, 0 to 2000 candies), the second n integers from 0 to
k. In how many ways can all k candies be given to the children so that child i gets at most the i-th
of these numbers? Candies are alike. Print the number modulo 10^9 + 7.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 6), large=(24, 28))
    k = amount(random, size, edge=[0, 1], small=(3, 12), large=(340, 390))
    return f"{n} {k}\n{row(numbers(random, n, 0, k))}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="test",
    solutions={
        "each_amount": "a table, with a loop over what the last child gets",
        "cumulated": "cumulated sums of the row before",
        "one_row": "one row, cumulated in place and subtracted from behind",
    },
)
