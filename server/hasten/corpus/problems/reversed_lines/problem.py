"""Lines from right to left.

A text of up to 5000 lines of printable characters. Print the lines in the order of the text, each
from right to left.
"""

from random import Random

from hasten.corpus.making import amount, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    lines = amount(random, size, edge=[1, 2], small=(2, 6), large=(700, 800))
    letters = "ab " if size == "edge" else "abcdefghijklmnopqrstuvwxyz ABC.,;"
    return rows("x" + word(random, 0, 150, letters) + "y" for _ in range(lines))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="validation",
    solutions={
        "front_insertion": "puts each character in front of a string",
        "put_backwards": "puts the characters of each line one by one",
        "std_reverse": "reverses in place and prints the line at once",
        "one_buffer": "turns the lines within the buffer that holds the whole input",
    },
)
