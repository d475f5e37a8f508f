"""Digital roots.

Up to 200 positive integers of up to 1000 digits, one a line, and a last line with 0. Replace a
number by the sum of its digits until it has one digit. Print this digit and the number of
replacements for each number.
"""

from random import Random

from hasten.corpus.making import amount, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 8), large=(90, 105))
    longest = {"edge": 2, "small": 30, "large": 1000}[size]
    numbers = (word(random, 1, longest, "0123456789").lstrip("0") or "9" for _ in range(n))
    return rows(numbers) + "0\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="miscellaneous",
    split="test",
    solutions={
        "strings_of_digits": "converts each digit from a string of its own",
        "characters": "subtracts '0', then goes on with numbers",
        "one_pass": "adds up the digits while reading",
    },
)
