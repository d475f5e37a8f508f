"""Queens and holes.

The first line holds n and k (n from 1 to 9, k from 0 to 20), then come k lines with the row and the
column (from 1 to n) of a hole in a board of n times n fields; a hole may be named twice. In how
many ways can n queens be put on the board so that none is on a hole and no two share a row, a
column or a diagonal? (Queens look across holes.)
"""

from random import Random

from hasten.corpus.making import amount, numbers, row, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(4, 6), large=(9, 9))
    k = amount(random, size, edge=[0, 1], small=(0, 3), large=(1, 9))
    return f"{n} {k}\n" + rows(row(numbers(random, 2, 1, n)) for _ in range(k))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="test",
    solutions={
        "all_permutations": "checks all permutations of the columns",
        "row_by_row": "backtracking that compares a queen with those before",
        "masks": "backtracking with masks of what is attacked",
    },
)
