"""Substrings that are divisible.

The first line holds n and p (n from 1 to 20000, p a prime number below 10000), the second a text of
n digits. How many non-empty substrings, read as decimal numbers (they may begin with zeros), are
divisible by p? Substrings at different places count separately.
"""

from random import Random

from hasten.corpus.making import amount, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 20), large=(1700, 2000))
    p = random.choice([2, 3, 5, 7, 11] if size != "large" else [2, 3, 5, 7, 997, 4091, 9973])
    return f"{n} {p}\n{word(random, n, n, '0123456789' if size != 'edge' else '012')}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="test",
    solutions={
        "from_each_start": "extends the number digit by digit from each start",
        "map_of_remainders": "counts equal remainders of suffixes in a map",
        "array_of_remainders": "counts them in an array, and reads with scanf",
    },
)
