"""A table with its sums.

The first line holds r and c (1 to 200 each), then come r lines of c integers from 0 to 10000. Print
the table with the sum of each row at its end, and below it a line with the sums of the columns and
the sum of all.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    r = amount(random, size, edge=[1, 2], small=(2, 6), large=(90, 110))
    c = amount(random, size, edge=[1, 2], small=(2, 6), large=(90, 110))
    return f"{r} {c}\n" + rows(row(numbers(random, c, 0, 10000)) for _ in range(r))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="test",
    solutions={
        "streams": "a vector of vectors, cin and cout for each number",
        "stdio": "scanf and printf with a running row of sums",
        "copied_rows": "copies each line and adds to it what is new",
    },
)
