"""Islands.

The first line holds h and w (1 to 200), then come h lines of w characters: '#' is land, '.' is
water. Fields of land that touch, also at their corners, belong to one island. Print the number of
islands and the number of fields of the largest one (0 if there is none).
"""

from random import Random

from hasten.corpus.making import amount, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    h = amount(random, size, edge=[1, 2], small=(3, 8), large=(95, 110))
    w = amount(random, size, edge=[1, 2], small=(3, 8), large=(95, 110))
    share = random.choice([0.3, 0.45])
    cells = (("#" if random.random() < share else "." for _ in range(w)) for _ in range(h))
    return f"{h} {w}\n{rows(map(''.join, cells))}"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="test",
    solutions={
        "set_of_land": "takes the fields of an island out of a set",
        "recursion_in_grid": "sinks an island by recursion in the lines",
        "joined_runs": "joins fields with those before them in one pass",
    },
)
