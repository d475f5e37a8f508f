"""Scatter of measurements.

The first line holds n (2 to 5000), the second n integers between -10^4 and 10^4. Print the standard
deviation (the root of the mean squared distance from the mean), and on the next line how many
values are further from the mean than that, both with the decimals that are usual.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[2, 3], small=(4, 10), large=(640, 700))
    reach = 10**4
    values = (
        [random.choice([-reach, reach])] * n
        if size == "edge"
        else numbers(random, n, -reach, reach)
    )
    values[0] = 17
    return f"{n}\n{row(values)}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="miscellaneous",
    split="train",
    comparison="float",
    tolerance=1e-4,
    solutions={
        "mean_in_the_loop": "asks for the mean again for each value, from a copy",
        "mean_once": "the mean once, then two passes",
        "integer_sums": "sums of integers and of their squares while reading",
    },
)
