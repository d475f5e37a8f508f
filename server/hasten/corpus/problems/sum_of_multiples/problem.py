"""Sum of multiples.

Three integers n, a and b on one line (1 to 10^9 for n, 1 to 1000 for a and b). Print the sum of the
numbers from 1 to n that are divisible by a or by b. In the tests n is at most 2000000.
"""

from random import Random

from hasten.corpus.making import amount
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(4, 100), large=(900000, 1000000))
    high = 5 if size == "edge" else 30
    return f"{n} {random.randint(1, high)} {random.randint(1, high)}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="validation",
    solutions={
        "all_numbers": "looks at every number, twice",
        "strides": "walks over the multiples only",
        "closed_form": "arithmetic series with inclusion and exclusion",
    },
)
