"""Shortest roads.

The first line holds n and m (1 to 500 towns, 1 to 5000 roads). Then come m lines with two towns
(from 1 to n) and the length of a road between them (1 to 10^6), usable in both directions. Print
for each town the length of the shortest way from town 1, or -1 if there is none, all on one line.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(4, 8), large=(130, 145))
    m = amount(random, size, edge=[1, 2], small=(4, 12), large=(500, 600))
    high = 3 if size == "edge" else 10**6
    roads = (row([*numbers(random, 2, 1, n), random.randint(1, high)]) for _ in range(m))
    return f"{n} {m}\n{rows(roads)}"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="train",
    solutions={
        "all_towns": "the shortest ways between all towns",
        "relax_all": "relaxes all roads until nothing changes",
        "heap": "Dijkstra's algorithm with a heap, on flat lists of neighbours",
    },
)
