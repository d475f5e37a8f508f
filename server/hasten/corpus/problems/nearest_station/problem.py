"""Nearest station.

The first line holds s and q (1 to 500 stations, 1 to 2000 questions). Then s lines with the integer
coordinates of the stations and q lines with those of the questions, all between -10^6 and 10^6. For
each question print the distance to the nearest station with three decimals.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    s = amount(random, size, edge=[1, 2], small=(3, 8), large=(130, 150))
    q = amount(random, size, edge=[1, 2], small=(3, 8), large=(500, 550))
    reach = 1 if size == "edge" else 10**6
    points = rows(row(numbers(random, 2, -reach, reach)) for _ in range(s + q))
    return f"{s} {q}\n{points}"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="miscellaneous",
    split="train",
    comparison="float",
    tolerance=1e-6,
    solutions={
        "pow_and_sqrt": "copies the stations for each question; pow and sqrt for each pair",
        "running_minimum": "keeps the smallest distance only, still with a root for each pair",
        "squares": "compares squares of integers; one root for each question",
    },
)
