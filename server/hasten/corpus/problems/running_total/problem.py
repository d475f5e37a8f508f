"""Running total.

Numbers between -1000 and 1000, one a line, until the input ends (1 to 20000 of them). After each
number print the total so far on a line of its own.
"""

from random import Random

from hasten.corpus.making import amount, numbers, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(4, 20), large=(9000, 11000))
    return rows(numbers(random, n, -1000, 1000))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="train",
    solutions={
        "endl": "flushes the output after every line",
        "newline": "ends lines without a flush, and unties the streams",
        "blocks": "reads everything with fread, formats by hand into one buffer",
    },
)
