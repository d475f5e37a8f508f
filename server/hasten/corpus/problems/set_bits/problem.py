"""Bits of a row of numbers.

The first line holds n (1 to 30000), the second n integers from 0 to 2^31 - 1. Print the number of
one bits of all of them, the largest number of one bits in one of them, and how many are powers of
two.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 10), large=(2200, 2500))
    special = [0, 1, 2, 2**30, 2**31 - 1]
    values = random.choices(special, k=n) if size == "edge" else numbers(random, n, 0, 2**31 - 1)
    for i in range(0, n, 7):
        values[i] = 1 << random.randint(0, 30)
    return f"{n}\n{row(values)}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="miscellaneous",
    split="train",
    solutions={
        "binary_strings": "turns each number into a string of binary digits, three times",
        "shifts": "shifts bit by bit",
        "arithmetic": "counts bits with a few operations on words, over a block of input",
    },
)
