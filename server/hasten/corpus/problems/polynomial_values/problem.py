"""Values of a polynomial.

The first line holds the degree d and q (0 to 200, 1 to 1000), the second the d + 1 coefficients
from the highest power down, integers from 0 to 10^6, the third q integers from 0 to 10^6. Print the
values of the polynomial there, modulo 998244353, one a line.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    d = amount(random, size, edge=[0, 1], small=(2, 5), large=(150, 170))
    q = amount(random, size, edge=[1, 2], small=(3, 6), large=(90, 100))
    top = 1 if size == "edge" else 10**6
    values = row(numbers(random, q, 0, top))
    return f"{d} {q}\n{row(numbers(random, d + 1, 0, top))}\n{values}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="miscellaneous",
    split="train",
    solutions={
        "power_each_time": "computes each power from one on",
        "running_power": "keeps the power from term to term",
        "horner": "Horner's scheme with a constant modulus",
    },
)
