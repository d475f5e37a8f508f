"""Hex dump.

A text of up to 20000 bytes of printable characters and line ends. Print it in rows of 16 bytes: the
position as eight hexadecimal digits, then each byte as two hexadecimal digits with a blank before
it, then two blanks and the characters ('.' for line ends).
"""

from random import Random

from hasten.corpus.making import amount, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 15, 16, 17], small=(20, 70), large=(9000, 10000))
    letters = "abcdefghijklmnopqrstuvwxyz0123456789 (){};=+-\n"
    return word(random, n - 1, n - 1, letters) + "\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="train",
    solutions={
        "manipulators": "stream manipulators for each byte",
        "printf_bytes": "printf for each byte",
        "digits_table": "looks digits up and writes whole rows into a buffer",
    },
)
