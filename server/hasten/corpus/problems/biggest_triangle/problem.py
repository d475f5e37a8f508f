"""The biggest triangle.

The first line holds n (3 to 200 points), then come n lines with the integer coordinates of a point
(-1000 to 1000). Print the area of the biggest triangle with three of the points as its corners,
with one decimal.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[3, 4], small=(4, 9), large=(75, 85))
    reach = 1 if size == "edge" else 1000
    return f"{n}\n" + rows(row(numbers(random, 2, -reach, reach)) for _ in range(n))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="miscellaneous",
    split="test",
    comparison="float",
    tolerance=6e-2,
    solutions={
        "sides": "the three sides of each triangle, and Heron's formula",
        "cross_products": "the cross product of two differences",
        "integer_edges": "integers, and what depends on two points computed once for them",
    },
)
