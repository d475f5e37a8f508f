"""Common divisors of neighbours.

The first line holds n (2 to 2000), the second n integers between 1 and 10^6. For each pair of
neighbours print the greatest common divisor, and at the end that of all numbers, one a line.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[2, 3], small=(4, 12), large=(500, 550))
    step, most = (1, 3) if size == "edge" else (random.randint(2, 9), 5500)
    return f"{n}\n{row(step * x for x in numbers(random, n, 1, most))}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="train",
    solutions={
        "counting_down": "tries every number downwards",
        "subtraction": "subtracts the smaller from the larger",
        "euclid": "Euclid's algorithm, and the total from the divisors already found",
    },
)
