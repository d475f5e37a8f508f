"""Longest mirror word.

One line with a word of lower-case letters (1 to 2000 letters). Print the length of its longest part
that reads the same in both directions, and the part itself (the first of several).
"""

from random import Random

from hasten.corpus.making import amount, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(4, 15), large=(170, 190))
    text = word(random, n, n, "a" if size == "edge" else "ab" if size == "small" else "abc")
    return text + "\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="train",
    solutions={
        "all_parts": "reverses a copy of every part",
        "table": "a table of which parts are mirror words",
        "centers": "grows from each center",
    },
)
