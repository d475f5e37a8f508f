"""Card numbers.

The first line holds n (1 to 3000), then come n card numbers of 8 to 19 digits, one a line. A number
is right if the sum of its digits is divisible by ten, where every second digit from the right
(beginning with the second last) is doubled first, and 9 is taken off a double above 9. Print "ok"
or the last digit that would make the number right, for each on a line of its own.
"""

from random import Random

from hasten.corpus.making import amount, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 8), large=(650, 720))
    letters = "05" if size == "edge" else "0123456789"
    return f"{n}\n" + rows(word(random, 8, 19, letters) for _ in range(n))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="miscellaneous",
    split="train",
    solutions={
        "substr_stoi": "turns the number around, and each digit into a string and back",
        "characters": "arithmetic on characters, but still tries ten digits",
        "one_sum": "one sum says which digit is missing",
    },
)
