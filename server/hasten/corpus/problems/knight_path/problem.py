"""Way of a knight.

One line with five integers n, r1, c1, r2 and c2: the side of a chessboard (1 to 100) and the rows
and columns (1 to n) of two fields. Print the fewest moves in which a knight gets from the first
field to the second one, or -1 if it cannot. If it can, print then all fields of such a way, the two
ends as well, one a line as row and column; any way with so many moves will do.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(4, 9), large=(84, 96))
    fields = numbers(random, 4, 1, n)
    if size == "large":
        fields = [*numbers(random, 2, 1, n // 6), *numbers(random, 2, n - n // 6, n)]
    return row([n, *fields]) + "\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="test",
    solutions={
        "queue_of_ways": "a queue of whole ways, and a set of visited fields",
        "grid_of_parents": "vectors of vectors of distances and parents",
        "flat_board": "one array with a border, searched from the goal",
    },
)
