"""Ways to pay.

The first line holds n (1 to 20 kinds of coins) and an amount (0 to 5000), the second the values of
the coins, different integers from 1 to 500. Print in how many ways the amount can be paid, if the
order of coins does not matter, modulo 1000000007.
"""

from random import Random

from hasten.corpus.making import amount, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(2, 4), large=(11, 12))
    total = amount(random, size, edge=[0, 1, 7], small=(5, 40), large=(550, 600))
    coins = random.sample(range(1, 10 if size != "large" else 60), n)
    return f"{n} {total}\n{row(coins)}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="train",
    solutions={
        "memo_string_keys": "recursion with answers under keys made of strings",
        "sum_over_counts": "a table with a loop over the number of coins of each kind",
        "one_row": "one row, with a subtraction in place of the remainder",
    },
)
