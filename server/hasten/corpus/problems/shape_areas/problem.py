"""Total of areas.

The first line holds n (1 to 20000), then come n lines: "square a", "rectangle a b" or "triangle a
b" (base and height), with integers between 1 and 1000. Print twice the total area, and how many
shapes of each kind there are, in that order, on one line.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 10), large=(2600, 2900))

    def shape() -> str:
        kind = random.choice(["square", "rectangle", "triangle"])
        return row([kind, *numbers(random, 1 if kind == "square" else 2, 1, 1000)])

    return f"{n}\n" + rows(shape() for _ in range(n))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="miscellaneous",
    split="train",
    solutions={
        "shared_objects": "an object of its own for each shape, found out by dynamic_cast",
        "on_the_fly": "adds up while reading",
        "first_letter": "looks at the first letter of each line of the whole input",
    },
)
