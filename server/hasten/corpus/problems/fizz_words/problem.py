"""Fizz, buzz.

Three integers a, b and n (2 to 50 for a and b, 1 to 30000 for n). Count from 1 to n, one line each:
"fizz" if the number is divisible by a, "buzz" if by b, "fizzbuzz" if by both, else the number.
"""

from random import Random

from hasten.corpus.making import amount, numbers
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(5, 30), large=(5000, 6000))
    a, b = numbers(random, 2, 2, 3 if size == "edge" else 9)
    return f"{a} {b} {n}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="validation",
    solutions={
        "strings_and_endl": "builds a string for each line and flushes it",
        "branches": "prints in four branches",
        "counters": "counts down to the next multiples and keeps the number as text",
    },
)
