"""Buses that leave together.

The first line holds q (1 to 100), then come q lines with integers a, b and t (a and b from 1 to
2000, t from 1 to 10^6). Two lines of buses leave every a and every b minutes, both at minute 0. For
each question print the first minute not before t at which a bus of each line leaves.
"""

from random import Random

from hasten.corpus.making import amount, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    q = amount(random, size, edge=[1], small=(2, 6), large=(18, 22))
    top = {"edge": 2, "small": 60, "large": 900}[size]
    last = {"edge": 4, "small": 10**4, "large": 10**6}[size]

    def line() -> str:
        return f"{random.randint(1, top)} {random.randint(1, top)} {random.randint(1, last)}"

    return f"{q}\n" + rows(line() for _ in range(q))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="test",
    solutions={
        "minute_by_minute": "looks at each minute from t on",
        "bus_by_bus": "looks at the minutes at which the rarer bus leaves",
        "common_multiple": "the next multiple of the least common multiple",
    },
)
