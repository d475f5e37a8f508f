"""Numbers with a digit sum in a range.

One line with three integers n, a and b (n from 1 to 10^6, 1 <= a <= b <= 54). Print the sum of the
integers from 1 to n whose digits add up to a at least and b at most.
"""

from random import Random

from hasten.corpus.making import amount
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 9, 10, 99], small=(20, 2000), large=(150000, 180000))
    a, b = sorted([random.randint(1, 40), random.randint(1, 40)])
    return f"{n} {a} {b}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="miscellaneous",
    split="test",
    solutions={
        "strings": "adds up the characters of a string",
        "remainders": "divides by ten for each digit",
        "table_of_thousands": "adds two values of a table of digit sums",
    },
)
