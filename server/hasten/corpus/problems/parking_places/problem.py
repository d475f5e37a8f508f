"""Parking along a street.

The first line holds n and m (1 to 20000 places along a street, 1 to 20000 cars). The second line
holds m integers from 1 to n: the place at which each car turns into the street. It parks there, or
else at the next free place behind. For each car print its place, or -1 if there is none, one a
line.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(4, 12), large=(3200, 3600))
    m = n if size == "large" else amount(random, size, edge=[1, 2, 3], small=(4, 12), large=(1, 1))
    last = random.choice([n, max(1, n // 2)])
    return f"{n} {m}\n{row(numbers(random, m, 1, last))}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="test",
    solutions={
        "walk_along": "walks from place to place",
        "set_of_free_places": "looks in a set of free places",
        "joined_places": "joins taken places to the next free one",
    },
)
