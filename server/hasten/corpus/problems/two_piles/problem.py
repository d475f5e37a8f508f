"""Two piles of cards.

The first line holds n (2 to 20000), the second n integers between -10^9 and 10^9: the cards of a
pile, from the top. One player takes some of them from the top, at least one, the other one takes
the rest, which must not be empty. Print the smallest possible difference between their sums.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[2, 3], small=(4, 10), large=(3600, 4000))
    reach = random.choice([0, 1, 10**9]) if size == "edge" else 10**9
    return f"{n}\n{row(numbers(random, n, -reach, reach))}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="test",
    solutions={
        "sums_anew": "adds up both parts for each cut",
        "prefix_array": "an array of prefix sums",
        "one_pass": "moves one card at a time, with a reader of its own",
    },
)
