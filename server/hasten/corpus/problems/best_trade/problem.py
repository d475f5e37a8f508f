"""Buy low, sell high.

The first line holds n (1 to 20000), the second the prices of n days, integers from 1 to 10^9. Print
the largest gain of buying on one day and selling on the same or a later day, then the days (from 1)
of the trade: the earliest day to buy, and for it the earliest day to sell, that give this gain.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(4, 12), large=(4800, 5400))
    high = 2 if size == "edge" else 10**9
    return f"{n}\n{row(numbers(random, n, 1, high))}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="train",
    solutions={
        "all_trades": "looks at all trades, with the gain in a function of the whole vector",
        "suffix_maximum": "the highest later price of each day, from the right",
        "lowest_so_far": "the lowest price so far, while reading a block",
    },
)
