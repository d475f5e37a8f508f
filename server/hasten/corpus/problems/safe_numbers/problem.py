"""Tokens that are numbers.

Up to 5000 tokens separated by blanks and line ends. A token is a number if it consists of one to
nine digits with at most one '-' before them. Print the sum of the numbers, how many of them there
are, and how many other tokens.
"""

from random import Random

from hasten.corpus.making import amount, row, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(4, 12), large=(1500, 1700))
    stock = ["-", "7-", "--1", "12a", "a1", "0", "-0", "999999999", "1234567890", "-5"]

    def token() -> str:
        if size == "edge" or random.random() < 0.25:
            return random.choice(stock)
        choice = random.random()
        return word(random, 1, 9) if choice < 0.35 else str(random.randint(-99999, 99999))

    return rows(row(token() for _ in range(8)) for _ in range(n // 8 + 1))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="miscellaneous",
    split="train",
    solutions={
        "exceptions": "lets stoi throw, and throws by itself",
        "check_first": "looks at all characters before it converts",
        "one_scan": "judges and converts in one scan of the block",
    },
)
