"""Lines, words and characters.

A text of printable characters and line ends, up to 200000 characters, every line ended. Print how
many lines, words (runs without blanks) and characters it has, and the length of its longest line.
"""

from random import Random

from hasten.corpus.making import amount, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    lines = amount(random, size, edge=[1], small=(2, 5), large=(900, 1000))
    letters = "a  " if size == "edge" else "abcdefghijklmnopqrstuvwxyz,.    "
    return rows(word(random, 0, 110, letters) for _ in range(lines)) + ("" if lines else "\n")


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="train",
    solutions={
        "noskipws": "reads characters with >> and noskipws, and collects words in strings",
        "getline_stringstream": "a stringstream for each line",
        "getchar": "one getchar a character, with a state",
        "blocks": "memchr for the line ends, and word starts without branches",
    },
)
