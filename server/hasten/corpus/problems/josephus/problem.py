"""The last in the circle.

Two integers n and k (1 to 5000 and 1 to 10^6). The numbers 1 to n stand in a circle; counting on
from 1, each k-th number leaves, until one is left. Print it.
"""

from random import Random

from hasten.corpus.making import amount
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 12), large=(4200, 5000))
    k = random.choice([1, 2, 10**6]) if size == "edge" else random.randint(2, 3 * n)
    if size == "large":
        k = random.randint(400, 500)
    return f"{n} {k}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="train",
    solutions={
        "rotating_queue": "moves everybody from the front of a list to its back",
        "erase_from_vector": "computes the place and erases it from a vector",
        "recurrence": "the place of the survivor from that of a smaller circle",
    },
)
