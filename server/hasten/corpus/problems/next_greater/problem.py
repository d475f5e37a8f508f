"""Waiting for a warmer day.

The first line holds n (1 to 20000), the second the temperatures of n days, integers between -50 and
10^6. For each day print how many days one has to wait for a higher one, 0 if there is none, all on
one line.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(4, 15), large=(3500, 4000))
    values = numbers(random, n, -50, 10**6)
    if size == "large":
        values.sort(reverse=True)
        for _ in range(n // 20):
            i, j = random.randrange(n), random.randrange(n)
            values[i], values[j] = values[j], values[i]
    elif size == "edge":
        values = [values[0]] * n if random.random() < 0.5 else sorted(values)
    return f"{n}\n{row(values)}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="train",
    solutions={
        "look_ahead": "looks at all days that follow, for each day",
        "early_break": "stops at the first warmer day",
        "stack": "a stack of days that still wait, from the right",
    },
)
