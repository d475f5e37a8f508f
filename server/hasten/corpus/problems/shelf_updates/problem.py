"""Stock on the shelves.

The first line holds n and q (1 to 10000 each), the second the stock of n shelves (0 to 10^6). Then
come q lines: "set i x" (shelf i has x from now on) or "sum l r" (print the stock of the shelves l
to r, 1 <= l <= r <= n).
"""

from random import Random

from hasten.corpus.making import amount, numbers, row, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 10), large=(2200, 2500))
    q = amount(random, size, edge=[2, 3], small=(4, 12), large=(2200, 2500))

    def line() -> str:
        if random.random() < 0.4:
            return f"set {random.randint(1, n)} {random.randint(0, 10**6)}"
        return row(["sum", *sorted(numbers(random, 2, 1, n))])

    return f"{n} {q}\n{row(numbers(random, n, 0, 10**6))}\n" + rows(line() for _ in range(q))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="train",
    solutions={
        "map_of_shelves": "a map of shelves, walked for each sum",
        "array": "adds up an array",
        "fenwick": "a tree of partial sums, and input read as one block",
    },
)
