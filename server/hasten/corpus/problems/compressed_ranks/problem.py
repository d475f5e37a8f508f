"""Ranks without gaps.

The first line holds n (1 to 20000), then come n lines with an integer from 0 to 10^9 each, the
points of a player. Replace the points of each player by the rank of the value among the different
values, 1 for the smallest one, and print the ranks in the order of the players, one a line.
"""

from random import Random

from hasten.corpus.making import amount, numbers, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(4, 12), large=(1900, 2200))
    top = random.choice([0, 1, 10**9]) if size == "edge" else random.choice([5 * n, 10**9])
    return f"{n}\n{rows(numbers(random, n, 0, top))}"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="test",
    solutions={
        "distance_in_set": "counts the steps from the beginning of a set for each player",
        "map_of_ranks": "numbers the values of a map once",
        "sorted_places": "sorts values together with their places",
    },
)
