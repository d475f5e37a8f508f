"""Ways up the stairs.

One integer n from 0 to 30: the number of steps of a staircase. With each stride one climbs one, two
or three steps. Print the number of ways to reach the top (one way for no steps at all).
"""

from random import Random

from hasten.corpus.making import amount
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[0, 1, 2], small=(3, 12), large=(21, 24))
    return f"{n}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="train",
    solutions={
        "recursion": "asks for the same numbers again and again",
        "memo_map": "the same recursion, with answers remembered in a map",
        "loop": "three variables and a loop, without the start-up of streams",
    },
)
