"""Totals of a table.

Lines of integers between 0 and 100000 separated by semicolons, all with the same number of columns
(1 to 20); up to 3000 lines. A field may be empty and counts as 0 then. Print the total of each
column, separated by semicolons, on one line.
"""

from random import Random

from hasten.corpus.making import amount, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    lines = amount(random, size, edge=[1, 2], small=(2, 6), large=(1100, 1300))
    columns = amount(random, size, edge=[1, 2], small=(2, 5), large=(8, 12))
    empty = 0.5 if size == "edge" else 0.1

    def field() -> str:
        return "" if random.random() < empty and columns > 1 else str(random.randint(0, 100000))

    return rows(";".join(field() for _ in range(columns)) for _ in range(lines))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="train",
    solutions={
        "stringstream": "a stringstream for each line, stoi for each field",
        "find_separators": "finds the semicolons of each line, without new strings",
        "one_pass": "one pass over the bytes of the input",
    },
)
