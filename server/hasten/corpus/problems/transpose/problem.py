"""Rows and columns exchanged.

The first line holds h and w (1 to 300), then come h lines of w integers between -10^6 and 10^6.
Print the table with rows and columns exchanged: w lines of h integers.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    h = amount(random, size, edge=[1, 2], small=(2, 5), large=(90, 100))
    w = amount(random, size, edge=[1, 3], small=(2, 5), large=(90, 100))
    low, high = (-1, 1) if size == "edge" else (-(10**6), 10**6)
    return f"{h} {w}\n" + rows(row(numbers(random, w, low, high)) for _ in range(h))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="train",
    solutions={
        "cout_endl": "streams, with a flush after each line",
        "unsynced": "streams that do not wait for stdio",
        "copy_tokens": "never makes numbers of the tokens: copies their bytes",
    },
)
