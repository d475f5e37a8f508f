"""Distinct numbers.

The first line holds n (1 to 20000), the second n integers between -10^9 and 10^9. Print how many
different values there are.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 12), large=(7000, 8000))
    spread = 10**9 if size == "large" else 4
    return f"{n}\n{row(numbers(random, n, -spread, spread))}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="train",
    solutions={
        "linear_find": "searches a vector of the values seen for each new one",
        "ordered_set": "lets a std::set drop the duplicates",
        "sorting": "reads with scanf, sorts an array and counts where neighbours differ",
        "open_addressing": "reads all input at once, hashes into a flat array",
    },
)
