"""Pairs with a given sum.

The first line holds n and a sum s (n from 1 to 5000, s from -10^9 to 10^9), the second n integers
between -10^8 and 10^8. Print the number of pairs of positions i < j whose values add up to s.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(4, 15), large=(2600, 2900))
    reach = 2 if size != "large" else 3000
    s = random.randint(-reach, reach)
    return f"{n} {s}\n{row(numbers(random, n, -reach, reach))}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="train",
    solutions={
        "all_pairs": "looks at every ordered pair and halves the result",
        "map_of_counts": "asks a map how many partners came before",
        "two_pointers": "sorts, then closes in from both ends",
    },
)
