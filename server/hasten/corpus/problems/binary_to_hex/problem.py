"""Binary to hexadecimal.

The first line holds n (1 to 2000), then come n lines of 1 to 64 binary digits, the first of them 1.
Print each number in hexadecimal digits (0-9, a-f), one a line.
"""

from random import Random

from hasten.corpus.making import amount, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 8), large=(560, 620))
    low, high = (0, 3) if size == "edge" else (0, 63)
    return f"{n}\n" + rows("1" + word(random, low, high, "01") for _ in range(n))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="train",
    solutions={
        "powers_and_streams": "adds powers of two, formats with a stringstream",
        "stoull_printf": "stoull and printf",
        "nibbles": "turns four digits at a time into one, within blocks",
    },
)
