"""The largest free square.

The first line holds h and w (1 to 500), then come h lines of w characters: '.' is free, '#' is not.
Print the side of the largest square of free cells (0 if there is none), and how many squares of
free cells there are in all, of any side.
"""

from random import Random

from hasten.corpus.making import amount, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    h = amount(random, size, edge=[1, 2], small=(3, 7), large=(85, 95))
    w = amount(random, size, edge=[1, 3], small=(3, 7), large=(85, 95))
    letters = random.choice(["#", ".", "#."]) if size == "edge" else "." * 14 + "#"
    return f"{h} {w}\n" + rows(word(random, w, w, letters) for _ in range(h))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="train",
    solutions={
        "check_each": "checks all cells of each square",
        "table": "the largest square that ends at each cell, from three neighbours",
        "one_row": "the same in one row, line by line",
    },
)
