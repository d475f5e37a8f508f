"""Turn and add.

To a number the number with its digits turned around is added, until the sum reads the same in both
directions. The first line holds q (1 to 200), the second q numbers from 1 to 9999. Print for each
the number of steps and the sum, or "many" if 20 steps are not enough (0 steps if the number itself
reads the same in both directions), one a line.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    q = amount(random, size, edge=[1, 3], small=(3, 10), large=(150, 170))
    stock = [1, 10, 11, 89, 196, 9999]
    values = random.choices(stock, k=q) if size == "edge" else numbers(random, q, 1, 9999)
    if size == "large":
        values[::4] = [196] * len(values[::4])
    return f"{q}\n{row(values)}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="miscellaneous",
    split="validation",
    solutions={
        "strings": "strings back and forth",
        "reversed_once": "turns a string in place, once a step",
        "remainders": "turns with divisions, once a step",
    },
)
