"""Runs of letters.

One line of 1 to 30000 lower-case letters. Write each run of the same letter as this letter and the
length of the run, one after the other: "aaabcc" becomes "a3b1c2". Print this text, and on a second
line its length and the length of the longest run.
"""

from random import Random

from hasten.corpus.making import amount
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(4, 40), large=(15000, 18000))
    text = ""
    while len(text) < n:
        longest = random.choice([1, 2, 3, 12])
        text += random.choice("abcxyz") * random.randint(1, longest)
    return text[:n] + "\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="miscellaneous",
    split="test",
    solutions={
        "new_string_each_time": "makes a new text for each run, and looks for runs with substr",
        "appended": "appends to one text, letter by letter",
        "buffers": "one pass between two buffers",
    },
)
