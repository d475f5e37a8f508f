"""Vowels and consonants.

One line of up to 60000 letters (capital and small) and blanks. Print how many vowels it has, how
many other letters, and the position (from 0) where the surplus of consonants over vowels is largest
for the first time.
"""

from random import Random

from hasten.corpus.making import amount, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 40), large=(10000, 11000))
    letters = "aE" if size == "edge" else "abcdefghijklmnopqrstuvwxyz AEIOUXYZ"
    return word(random, n, n, letters).strip().rjust(n, "e") + "\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="miscellaneous",
    split="train",
    solutions={
        "strlen_by_value": "asks for the length in each round and passes the text by value",
        "find_in_set": "one pass, with a search in a string of vowels",
        "table": "a table of steps by character, and no streams",
    },
)
