"""Walks through a garden.

The first line holds h and w (1 to 300), then come h lines of w characters: '.' is a path, '#' a
bed. Print the number of ways from the upper left to the lower right cell by steps to the right or
down over paths, modulo 1000000007 (0 if one of the two cells is a bed).
"""

from random import Random

from hasten.corpus.making import amount, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    h = amount(random, size, edge=[1, 2], small=(3, 6), large=(75, 85))
    w = amount(random, size, edge=[1, 2], small=(3, 6), large=(75, 85))
    letters = "#." if size == "edge" else "....................#"
    lines = [word(random, w, w, letters) for _ in range(h)]
    if size != "edge":
        lines[0], lines[-1] = "." + lines[0][1:], lines[-1][:-1] + "."
    return f"{h} {w}\n{rows(lines)}"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="train",
    solutions={
        "memo_map": "recursion with a map of places",
        "vector_table": "a table of vectors, a remainder for each cell",
        "one_row": "one row, updated while lines are read",
    },
)
