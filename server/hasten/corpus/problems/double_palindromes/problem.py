"""Palindromes in two bases.

One line with two integers a and b (1 <= a <= b <= 10^6). Print how many of the numbers from a to b
are palindromes in base ten as well as in base two, and their sum.
"""

from random import Random

from hasten.corpus.making import amount
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    count = amount(random, size, edge=[1, 2, 10], small=(20, 900), large=(60000, 70000))
    a = random.randint(1, 9) if size != "large" else random.randint(1, 10**6 - count)
    return f"{a} {a + count - 1}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="miscellaneous",
    split="test",
    solutions={
        "reversed_strings": "makes both texts and compares them with their reverse",
        "reversed_numbers": "turns numbers around digit by digit",
        "made_palindromes": "makes the palindromes of base ten, and turns only these around",
    },
)
