"""Coins in a purse.

One line with four integers a, b, c and x: a purse holds a coins of 500 yen, b of 100 yen and c of
50 yen (0 to 250 of each), and x is a multiple of 50 from 50 to 160000. In how many ways can coins
be taken out that are worth x together? Coins of the same value are alike.
"""

from random import Random

from hasten.corpus.making import amount, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    coins = [
        amount(random, size, edge=[0, 1, 2], small=(2, 12), large=(120, 150)) for _ in range(3)
    ]
    worth = coins[0] * 500 + coins[1] * 100 + coins[2] * 50
    return row([*coins, 50 * random.randint(1, max(1, worth // 50))]) + "\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="test",
    solutions={
        "three_loops": "tries every number of each coin",
        "two_loops": "computes the number of the smallest coins",
        "one_loop": "computes how many numbers of the middle coins leave a possible rest",
    },
)
