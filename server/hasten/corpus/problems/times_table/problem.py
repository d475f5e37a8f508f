"""Multiplication table.

One integer n from 1 to 200. Print the table of products from 1 to n: n lines of n numbers, each
right-aligned in a column of six characters.
"""

from random import Random

from hasten.corpus.making import amount
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 10], small=(3, 12), large=(70, 85))
    return f"{n}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="train",
    solutions={
        "setw": "setw for each number, a flush for each line",
        "printf_width": "printf with a width",
        "columns": "fills the columns of a line from the right; one write for all",
    },
)
