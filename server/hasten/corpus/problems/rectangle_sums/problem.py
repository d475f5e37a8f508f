"""Sums of rectangles.

The first line holds h and w (1 to 300), then come h lines of w integers from 0 to 1000. The next
line holds q (1 to 10000), then come q lines a b c d with 1 <= a <= c <= h and 1 <= b <= d <= w. For
each of them print the sum of the numbers in the rows a to c and the columns b to d.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    h = amount(random, size, edge=[1, 2], small=(2, 6), large=(95, 110))
    w = amount(random, size, edge=[1, 2], small=(2, 6), large=(95, 110))
    q = amount(random, size, edge=[1, 2], small=(3, 8), large=(1500, 1700))

    def rectangle() -> str:
        a, c = sorted(numbers(random, 2, 1, h))
        b, d = sorted(numbers(random, 2, 1, w))
        return row([a, b, c, d])

    grid = rows(row(numbers(random, w, 0, 1000)) for _ in range(h))
    return f"{h} {w}\n{grid}{q}\n" + rows(rectangle() for _ in range(q))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="test",
    solutions={
        "cell_by_cell": "adds all cells of each rectangle",
        "rows_of_sums": "prefix sums in each row",
        "sums_of_corners": "prefix sums in both directions",
    },
)
