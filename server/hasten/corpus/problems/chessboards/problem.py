"""Chessboards.

Up to 30 lines with two integers h and w (1 to 300 each), and a last line with 0 0. For each of them
draw a board of h lines with w fields, '#' and '.' by turns in both directions, with '#' in the
upper left corner, and an empty line after each board.
"""

from random import Random

from hasten.corpus.making import amount, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    boards = amount(random, size, edge=[1, 2], small=(2, 4), large=(14, 16))

    def side() -> int:
        return amount(random, size, edge=[1, 2], small=(1, 8), large=(80, 150))

    return rows(f"{side()} {side()}" for _ in range(boards)) + "0 0\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="test",
    comparison="exact",
    solutions={
        "field_by_field": "prints each field with cout",
        "putchar": "prints each field with putchar",
        "two_lines": "prints two kinds of lines, cut out of one pattern",
    },
)
