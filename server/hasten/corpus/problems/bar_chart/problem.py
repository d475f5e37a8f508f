"""Bars of stars.

The first line holds n (1 to 500), the second n integers from 0 to 200. Print a bar of so many stars
for each, one a line, after the number and a blank; then the same chart upright: lines from the
highest value down to 1, a star where the value of a column is at least that of the line, else a
dot.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 8), large=(140, 160))
    high = 1 if size == "edge" else 6 if size == "small" else 120
    return f"{n}\n{row(numbers(random, n, 0, high))}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="train",
    solutions={
        "star_by_star": "prints star by star",
        "putchar": "putchar for each character",
        "whole_lines": "keeps a line of characters and changes it where columns begin",
    },
)
