"""A ring of beads.

The first line holds n and q (1 to 2000 beads, 1 to 200 turns), the second the n beads, integers
from 0 to 10^6. Then come q integers, one a line: by so many places (0 to 10^6) the ring is turned
to the left. After each turn print the first bead; at the end print all beads.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 8), large=(1500, 1700))
    q = amount(random, size, edge=[1, 2], small=(2, 6), large=(90, 100))
    most = 2 * n if size == "edge" else 10**6
    beads = row(numbers(random, n, 0, 10**6))
    return f"{n} {q}\n{beads}\n{rows(numbers(random, q, 0, most))}"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="miscellaneous",
    split="validation",
    solutions={
        "place_by_place": "turns by one place, as often as needed",
        "deque": "moves beads in a deque",
        "offset": "leaves the beads where they are, and remembers where the ring begins",
    },
)
