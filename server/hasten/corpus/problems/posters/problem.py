"""Posters on a wall.

The first line holds the width w and the height h of a wall (1 to 500 each), the second the number n
of posters (0 to 2000). Then come n lines x1 y1 x2 y2 (0 <= x1 < x2 <= w, 0 <= y1 < y2 <= h): a
poster covers the squares between these coordinates. Print the number of unit squares of the wall
that are covered, and the largest number of posters on one square.
"""

from random import Random

from hasten.corpus.making import amount, row, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    w = amount(random, size, edge=[1, 2], small=(3, 9), large=(190, 220))
    h = amount(random, size, edge=[1, 2], small=(3, 9), large=(190, 220))
    n = amount(random, size, edge=[0, 1], small=(1, 6), large=(450, 500))

    def poster() -> str:
        (left, right), (low, high) = (sorted(random.sample(range(side + 1), 2)) for side in (w, h))
        return row([left, low, right, high])

    return f"{w} {h}\n{n}\n" + rows(poster() for _ in range(n))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="test",
    solutions={
        "paint_all": "counts up each square of each poster",
        "differences_in_rows": "marks the ends of a poster in each row",
        "corners": "marks four corners, and adds up in both directions",
    },
)
