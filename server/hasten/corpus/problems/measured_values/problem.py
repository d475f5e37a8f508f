"""Statistics of measured values.

Numbers with at most two decimals between -9999.99 and 9999.99, one a line, up to 20000 of them
until the input ends. Print the smallest, the largest, the mean, and the mean of the squares, each
with three decimals on a line of its own.
"""

from random import Random

from hasten.corpus.making import amount, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 10), large=(4500, 5000))
    reach = 1 if size == "edge" else 999999
    return rows(f"{random.randint(-reach, reach) / 100:.2f}" for _ in range(n))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="train",
    comparison="float",
    tolerance=2e-3,
    solutions={
        "stod_vectors": "strings, stod, and a pass for each answer over copies",
        "one_pass_scanf": "one pass with scanf",
        "hundredths": "reads hundredths as integers, by hand",
    },
)
