"""Numbered lines.

A text of up to 9999 lines of printable characters. Print each line that is not empty with its
number before it: four digits with leading zeros, counted without the empty lines, then ": ". Empty
lines stay empty.
"""

from random import Random

from hasten.corpus.making import amount, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    lines = amount(random, size, edge=[1, 2], small=(3, 8), large=(1900, 2100))
    empty = 0.6 if size == "edge" else 0.15

    def line() -> str:
        return "" if random.random() < empty else word(random, 1, 60)

    return rows(line() for _ in range(lines))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="train",
    solutions={
        "string_padding": "pads with a loop over strings, flushes each line",
        "fgets_printf": "fgets and printf",
        "counting_text": "counts in the digits themselves; copies between two blocks",
    },
)
