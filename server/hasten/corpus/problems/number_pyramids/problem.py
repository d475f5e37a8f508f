"""Pyramids of numbers.

Up to 60 integers from 1 to 60, one a line, and a last line with 0. For each integer n print a
pyramid of n lines: line i has n - i blanks and then the last digits of the numbers from 1 to i and
back to 1. For 3 these are "  1", " 121" and "12321". After each pyramid print an empty line.
"""

from random import Random

from hasten.corpus.making import amount, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    count = amount(random, size, edge=[1, 2], small=(2, 4), large=(28, 32))
    low, high = {"edge": (1, 2), "small": (1, 12), "large": (30, 60)}[size]
    return rows(random.randint(low, high) for _ in range(count)) + "0\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="train",
    comparison="exact",
    solutions={
        "digit_by_digit": "prints each blank and each digit with cout",
        "lines": "puts together a string for each line",
        "known_lines": "keeps the middle of each line, made once",
    },
)
