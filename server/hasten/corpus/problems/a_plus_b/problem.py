"""Sums of pairs.

The first line holds n (1 to 20000), then come n lines of two integers between -10^9 and 10^9. Print
the sum of each pair, one a line.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 10), large=(4200, 4800))
    reach = random.choice([1, 10**9]) if size == "edge" else 10**9
    return f"{n}\n" + rows(row(numbers(random, 2, -reach, reach)) for _ in range(n))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="train",
    solutions={
        "big_class": "a class around each pair, and a flush for each line",
        "scanf": "scanf and printf",
        "reader_class": "a small reader and writer over two big blocks",
    },
)
