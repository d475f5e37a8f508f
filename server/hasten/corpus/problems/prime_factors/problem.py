"""Prime factors.

The first line holds n (1 to 500), the second n integers from 2 to 10^6. Print for each its prime
factors in rising order, with repetitions, one number a line.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 8), large=(110, 125))
    stock = [2, 3, 4, 64, 997, 3000]
    high = 60 if size == "small" else 2500
    values = random.choices(stock, k=n) if size == "edge" else numbers(random, n, 2, high)
    return f"{n}\n{row(values)}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="validation",
    solutions={
        "next_prime": "looks for the next prime with a test of its own",
        "divide_upwards": "divides by all numbers upwards",
        "root_bound": "stops at the square root, in steps of two",
    },
)
