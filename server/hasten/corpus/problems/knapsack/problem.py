"""Packing a rucksack.

The first line holds n (1 to 100 things) and the most weight w (1 to 10000). Then come n lines with
weight (1 to 1000) and value (1 to 10^6) of each thing. Print the largest value that can be carried.
"""

from random import Random

from hasten.corpus.making import amount, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 7), large=(38, 42))
    w = amount(random, size, edge=[1, 5], small=(8, 30), large=(1900, 2000))
    most = 6 if size == "edge" else w // 6 + 1
    things = (f"{random.randint(1, most)} {random.randint(1, 10**6)}" for _ in range(n))
    return f"{n} {w}\n{rows(things)}"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="train",
    solutions={
        "memo_map": "recursion over things and weight, answers in a map of pairs",
        "table": "a full table",
        "one_row": "one row, filled from the right",
    },
)
