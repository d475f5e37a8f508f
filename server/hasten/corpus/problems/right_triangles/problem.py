"""Right-angled triangles.

One integer p from 1 to 2000. Print the number of right-angled triangles with whole-numbered sides
whose circumference is at most p, and the largest area among them (0 if there are none).
"""

from random import Random

from hasten.corpus.making import amount
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    p = amount(random, size, edge=[1, 11, 12, 13], small=(24, 90), large=(280, 320))
    return f"{p}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="train",
    solutions={
        "three_loops": "tries all sides",
        "root": "computes the third side by a square root",
        "euclid_formula": "makes the triples by Euclid's formula",
    },
)
