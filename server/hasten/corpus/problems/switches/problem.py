"""Switches and lamps.

The first line holds n and m (1 to 16 switches, 1 to 16 lamps). Then comes a line for each lamp: a
number k (1 to n), k different numbers of switches (from 1 to n), and 0 or 1. The lamp is on if the
number of those of its switches that are on has this remainder when it is divided by two. Print for
how many settings of the switches all lamps are on.
"""

from random import Random

from hasten.corpus.making import amount, row, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 6), large=(14, 15))
    m = amount(random, size, edge=[1, 2], small=(2, 4), large=(9, 12))

    def lamp() -> str:
        k = random.randint(1, n)
        return row([k, *random.sample(range(1, n + 1), k), random.randint(0, 1)])

    return f"{n} {m}\n" + rows(lamp() for _ in range(m))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="miscellaneous",
    split="test",
    solutions={
        "vectors_of_switches": "sets up a vector for each setting, and counts for each lamp",
        "masks": "masks of switches, and popcount",
        "elimination": "solves the equations modulo two",
    },
)
