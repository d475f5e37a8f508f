"""Packed text.

The first line holds n (1 to 3000), then come n lines of a letter and a number from 1 to 50: a run
of that letter. Print the unpacked text on one line, the length of its longest run of equal letters
(neighbouring runs may hold the same letter) on the next.
"""

from random import Random

from hasten.corpus.making import amount, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 8), large=(480, 520))
    letters = "ab" if size == "edge" else "abcdefgh"
    return f"{n}\n" + rows(f"{random.choice(letters)} {random.randint(1, 50)}" for _ in range(n))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="miscellaneous",
    split="train",
    solutions={
        "concatenation": "makes a new string for each letter",
        "append": "appends in place, and counts the run at the end",
        "fill_buffer": "parses by hand and fills one buffer",
    },
)
