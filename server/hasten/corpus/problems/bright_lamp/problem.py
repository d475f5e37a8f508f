"""Place for a lamp.

The first line holds h and w (1 to 300), then come h lines of w characters: '#' is an obstacle, '.'
is free, and one field at least is free. A lamp on a free field lights this field and all fields up,
down, left and right of it to the next obstacle or the border. Print the largest number of fields
that one lamp can light.
"""

from random import Random

from hasten.corpus.making import amount, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    h = amount(random, size, edge=[1, 2], small=(3, 8), large=(110, 130))
    w = amount(random, size, edge=[1, 3], small=(3, 8), large=(110, 130))
    share = 0.3 if size != "large" else random.choice([0.0, 0.01, 0.02])
    cells = [["#" if random.random() < share else "." for _ in range(w)] for _ in range(h)]
    cells[random.randrange(h)][random.randrange(w)] = "."
    return f"{h} {w}\n{rows(map(''.join, cells))}"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="test",
    solutions={
        "four_walks": "walks in four directions from each field",
        "four_tables": "tables of what is visible in each direction",
        "runs": "the length of the free run of each field, across and down",
    },
)
