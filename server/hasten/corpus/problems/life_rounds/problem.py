"""The game of life.

The first line holds h, w and r (3 to 100 for h and w, 1 to 100 rounds), then come h lines of w
characters, '#' alive and '.' dead. The field is a ring in both directions. In each round a live
cell stays alive with two or three live neighbours out of eight, a dead one comes alive with three.
Print the field after r rounds.
"""

from random import Random

from hasten.corpus.making import amount, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    h = amount(random, size, edge=[3], small=(4, 6), large=(40, 46))
    w = amount(random, size, edge=[3, 4], small=(4, 6), large=(40, 46))
    r = amount(random, size, edge=[1, 2], small=(1, 3), large=(16, 18))
    field = (word(random, w, w, "#..") for _ in range(h))
    return f"{h} {w} {r}\n{rows(field)}"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="miscellaneous",
    split="train",
    solutions={
        "copies_and_modulo": "copies the field for each cell's neighbours and wraps by remainder",
        "two_fields": "two arrays of numbers, still with remainders",
        "border": "bytes with a border that is copied once a round; sums of columns",
    },
)
