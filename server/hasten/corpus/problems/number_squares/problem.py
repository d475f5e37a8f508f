"""Table of squares and cubes.

Two integers a and b (0 <= a <= b <= 100000, at most 10000 apart). For each number from a to b print
a line with the number, its square and its cube, separated by tabs.
"""

from random import Random

from hasten.corpus.making import amount
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    a = random.choice([0, 100000]) if size == "edge" else random.randint(0, 90000)
    b = a + amount(random, size, edge=[0, 0], small=(1, 20), large=(3000, 3400))
    if size == "edge" and a == 0:
        b = random.choice([0, 1, 2])
    return f"{a} {b}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="train",
    solutions={
        "setw_endl": "calls pow for squares and cubes, and flushes each line",
        "printf": "one printf a line",
        "differences": "adds differences and writes digits into one buffer",
    },
)
