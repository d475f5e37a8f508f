"""Roman numerals.

The first line holds n (1 to 3000), the second n integers from 1 to 3999. Print each as a Roman
numeral, one a line, and at the end the longest of all (the first of several).
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 10), large=(850, 950))
    stock = [1, 4, 9, 40, 3999, 3888]
    values = random.choices(stock, k=n) if size == "edge" else numbers(random, n, 1, 3999)
    return f"{n}\n{row(values)}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="miscellaneous",
    split="validation",
    solutions={
        "one_by_one": "unary first, then replaces groups again and again",
        "value_table": "subtracts the values of a table from large to small",
        "digit_tables": "one table of texts for each decimal place",
    },
)
