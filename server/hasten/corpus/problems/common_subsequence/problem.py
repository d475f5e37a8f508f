"""Longest common subsequence.

Two lines with a word of capital letters each (1 to 2000 letters). Print the length of the longest
sequence of letters that occurs in both words in the same order, not necessarily side by side.
"""

from random import Random

from hasten.corpus.making import amount, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 9), large=(560, 620))
    letters = "A" if size == "edge" else "ABCDEF"
    return rows(word(random, n, n + 3, letters) for _ in range(2))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="validation",
    solutions={
        "grown_vectors": "vectors that grow by one, checked access, a string for each letter",
        "global_table": "a global table",
        "bit_parallel": "one row of bits, 64 cells at a time",
    },
)
