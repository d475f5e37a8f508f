"""A simple cipher.

The first line holds a shift from 0 to 25, the rest is a text of up to 2000 lines. Print the text
with each letter moved on in the alphabet by the shift (from z on to a); capital letters stay
capital and everything else stays as it is.
"""

from random import Random

from hasten.corpus.making import amount, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    lines = amount(random, size, edge=[1], small=(2, 5), large=(450, 500))
    shift = random.choice([0, 25]) if size == "edge" else random.randint(1, 24)
    letters = "zZ. " if size == "edge" else "abcdefghijklmnopqrstuvwxyz ABCXYZ,.!1290   "
    return f"{shift}\n" + rows(word(random, 1, 120, letters).strip() + "." for _ in range(lines))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="train",
    solutions={
        "char_by_char": "reads and writes by character, and builds the line by concatenation",
        "getline_in_place": "changes each line where it is",
        "byte_table": "a table of all 256 bytes over blocks of the input",
    },
)
