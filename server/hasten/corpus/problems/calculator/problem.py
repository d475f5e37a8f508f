"""A simple calculator.

Up to 20000 lines with a term "a op b" each: integers a and b from 0 to 20000, and an operator + - *
or / (b is not 0 then). The last line has the operator '?' and is not a term. Print the value of
each term; / gives the integer part of the quotient.
"""

from random import Random

from hasten.corpus.making import amount, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 12), large=(2600, 2900))
    top = 2 if size == "edge" else 20000

    def term() -> str:
        operator = random.choice("+-*/")
        return f"{random.randint(0, top)} {operator} {random.randint(operator == '/', top)}"

    return rows(term() for _ in range(n)) + "0 ? 0\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="test",
    solutions={
        "streams": "cin, a string for the operator, and endl",
        "scanf": "scanf and printf",
        "by_hand": "reads and writes numbers in buffers",
    },
)
