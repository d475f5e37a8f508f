"""Escaped text.

A text of up to 2000 lines of printable characters. Print each line in double quotes, with a
backslash before each double quote and backslash, each tab as a backslash and t, and each '<', '>'
and '&' as a backslash and u003c, u003e and u0026; then a comma, but after the last line.
"""

from random import Random

from hasten.corpus.making import amount, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    lines = amount(random, size, edge=[1, 2], small=(2, 6), large=(520, 580))
    letters = '"<>&' + chr(92) if size == "edge" else 'abcdefghijkl mnopqrstuvw xyz"<>&,.' + chr(92)
    return rows(word(random, 0, 120, letters + chr(9)) + "." for _ in range(lines))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="train",
    solutions={
        "replace_all": "replaces one kind of character after the other in copies",
        "switch_cout": "one pass, a switch, characters to cout",
        "runs": "copies runs of plain characters, with a table of the others",
    },
)
