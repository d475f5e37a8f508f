"""The distance of two words.

Two lines with a word of lower-case letters each (1 to 1000 letters). Print the fewest changes that
turn the first into the second; a change inserts, removes or replaces one letter.
"""

from random import Random

from hasten.corpus.making import amount, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 8), large=(170, 190))
    letters = "ab" if size == "edge" else "abcdefgh"
    return rows(word(random, n, n + 2, letters) for _ in range(2))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="train",
    solutions={
        "memo_by_value": "recursion over copies of the words, answers in a map",
        "table": "a table of vectors",
        "bit_parallel": "Myers' bit vectors, 64 rows of the table at a time",
    },
)
