"""Letters of a text.

A text of up to 3000 lines of printable characters. Print each letter that occurs (capital and small
letters are the same), from a to z, with the number of its occurrences and its share of all letters
in percent, rounded down, one a line.
"""

from random import Random

from hasten.corpus.making import amount, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    lines = amount(random, size, edge=[1, 2], small=(2, 5), large=(330, 370))
    letters = "aA. " if size == "edge" else "eeeeettaaoinshrdluECMFWYPVBGK .,;   !"
    return rows("x" + word(random, 0, 110, letters) for _ in range(lines))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="validation",
    solutions={
        "map_of_chars": "a map, character by character",
        "getline_array": "whole lines, and an array of 26 counters",
        "array": "counts all bytes in an array, and makes sense of them at the end",
    },
)
