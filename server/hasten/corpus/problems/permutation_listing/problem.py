"""All orders of some numbers.

The first line holds n (1 to 8), the second n different integers from 1 to 99. Print all orders of
these numbers in lexicographic order (as sequences of numbers), one a line.
"""

from random import Random

from hasten.corpus.making import amount, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 4), large=(7, 7))
    return f"{n}\n{row(random.sample(range(1, 100), n))}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="test",
    solutions={
        "recursive_vectors": "copies what is left and what is chosen, and prints with endl",
        "next_permutation": "next_permutation and printf",
        "pieces_of_text": "the texts of the numbers, joined in one buffer",
    },
)
