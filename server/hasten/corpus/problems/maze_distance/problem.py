"""Way through a maze.

The first line holds h and w (2 to 200), then come h lines of w characters: '#' is a wall, '.' free.
The way leads from the upper left to the lower right cell (both free) by steps to one of the four
neighbours. Print the fewest steps, or -1 if there is no way.
"""

from random import Random

from hasten.corpus.making import amount, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    h = amount(random, size, edge=[2], small=(3, 7), large=(70, 80))
    w = amount(random, size, edge=[2, 3], small=(3, 7), large=(70, 80))
    walls = 0.5 if size == "edge" else 0.22
    cells = [["#" if random.random() < walls else "." for _ in range(w)] for _ in range(h)]
    cells[0][0] = cells[-1][-1] = "."
    return f"{h} {w}\n{rows(map(''.join, cells))}"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="train",
    solutions={
        "sets_of_cells": "visited cells in a set of pairs, the maze passed by value",
        "grid_of_distances": "a vector of vectors of distances and a queue of pairs",
        "flat_frontiers": "a flat grid with a border; walks from frontier to frontier",
    },
)
