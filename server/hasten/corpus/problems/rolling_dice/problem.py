"""A rolling die.

The first line holds six integers from 0 to 100: what is on the top, the south, the east, the west,
the north and the bottom of a die. The second line holds up to 50000 letters N, E, S and W: the die
rolls in this direction. Print the sum of what is on the top after each step, and at the end the
top, the south and the east.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 30), large=(18000, 20000))
    return f"{row(numbers(random, 6, 0, 100))}\n{word(random, n, n, 'NESW')}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="miscellaneous",
    split="test",
    solutions={
        "new_die_each_time": "makes a new die for each step, by the name of the direction",
        "swapped_faces": "moves the faces of one die, and reads letter by letter",
        "local_faces": "six numbers in registers, and one read",
    },
)
