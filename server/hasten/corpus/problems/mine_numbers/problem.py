"""Numbers around mines.

The first line holds h and w (1 to 300), then come h lines of w characters, '#' for a mine and '.'
for a free field. Print the board with each '.' replaced by the number of mines on the up to eight
fields around it.
"""

from random import Random

from hasten.corpus.making import amount, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    h = amount(random, size, edge=[1, 2], small=(3, 8), large=(140, 160))
    w = amount(random, size, edge=[1, 2], small=(3, 8), large=(140, 160))
    share = random.choice([0.1, 0.3])
    cells = (("#" if random.random() < share else "." for _ in range(w)) for _ in range(h))
    return f"{h} {w}\n{rows(map(''.join, cells))}"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="test",
    comparison="exact",
    solutions={
        "char_by_char": "reads and prints field by field, and counts around each free one",
        "strings": "strings of lines, with a loop over eight directions",
        "sums_of_columns": "adds up three rows, then three columns",
    },
)
