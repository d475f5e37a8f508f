"""The cheapest network.

The first line holds n (1 to 500 houses), then come n lines with the integer coordinates of a house
(0 to 10^6). A cable between two houses costs the difference of their x plus the difference of their
y. Print the least total cost of cables that join all houses, directly or over others.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(4, 9), large=(190, 220))
    reach = 1 if size == "edge" else 10**6
    return f"{n}\n" + rows(row(numbers(random, 2, 0, reach)) for _ in range(n))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="test",
    solutions={
        "all_pairs_each_time": "searches all pairs of a joined and another house for each cable",
        "sorted_edges": "sorts all edges, and joins sets of houses",
        "nearest_joined": "keeps the distance of each house to those that are joined",
    },
)
