"""Product of two matrices.

The first line holds n (1 to 120), then come two n by n matrices of integers between -100 and 100,
row by row. Print their product, one row a line.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 6), large=(62, 70))
    values = [row(numbers(random, n, -100, 100)) for _ in range(2 * n)]
    return f"{n}\n{rows(values)}"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="train",
    solutions={
        "class_at": "a class with checked access, elements by at(), matrices by value",
        "nested_vectors": "three plain loops over vectors of vectors",
        "flat_row_order": "flat int arrays, inner loop along rows, hand-written input and output",
    },
)
