"""Towers.

One integer n from 1 to 14. A tower of n discs stands on peg A and has to be moved to peg C over peg
B, one disc at a time, never a larger one on a smaller one. Print the fewest moves, then each move
as "DISC: FROM -> TO" on a line of its own (disc 1 is the smallest).
"""

from random import Random

from hasten.corpus.making import amount
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(3, 7), large=(10, 12))
    return f"{n}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="validation",
    solutions={
        "strings_endl": "recursion with strings, and a flush for each move",
        "chars_printf": "recursion with characters and printf",
        "doubling": "each tower's text from that of the smaller one, with pegs exchanged",
    },
)
