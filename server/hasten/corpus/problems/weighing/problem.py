"""Weights on a scale.

The first line holds n (1 to 60), the second n weights from 1 to 1000, the third q (1 to 200), the
fourth q loads from 0 to 60000. For each load print "yes" if some of the weights together have it,
else "no", one a line.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 6), large=(34, 38))
    q = amount(random, size, edge=[1, 3], small=(3, 8), large=(60, 80))
    high = 2 if size == "edge" else 9 if size == "small" else 170
    weights = numbers(random, n, 1, high)
    return f"{n}\n{row(weights)}\n{q}\n{row(numbers(random, q, 0, sum(weights) + 1))}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="train",
    solutions={
        "set_of_sums": "a set of all sums, made anew with each weight",
        "bool_table": "a table over weights and loads",
        "bitset": "shifts a bitset",
    },
)
