"""A ranking.

The first line holds n (1 to 10000), then come n lines with a name (1 to 12 lower-case letters, all
different) and points (0 to 10^6). Print the list by points, the most first, and by name where the
points are equal: on each line the rank, the name and the points. Equal points have the same rank,
and the next rank counts all before (1, 2, 2, 4).
"""

from random import Random

from hasten.corpus.making import amount, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(4, 12), large=(1000, 1150))
    top = 1 if size == "edge" else random.choice([500, 10**6])
    names: dict[str, int] = {}
    while len(names) < n:
        names[word(random, 1, 12)] = random.randint(0, top)
    return f"{n}\n" + rows(f"{name} {points}" for name, points in names.items())


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="test",
    solutions={
        "pairs_and_endl": "sorts pairs of points and name, and prints with endl",
        "sorted_places": "sorts places, and uses scanf and printf",
        "views": "sorts points with views of the names, and writes one text",
    },
)
