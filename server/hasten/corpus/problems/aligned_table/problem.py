"""A bill in columns.

The first line holds n (1 to 5000 items), then come n lines with a name (1 to 15 lower-case
letters), a price (0.01 to 999.99, always two decimals) and a number of pieces (1 to 500). For each
item print a line: the name, filled up with blanks to 16 characters; the number of pieces, right-
aligned in 6; and price times pieces with two decimals, right-aligned in 12. After that print a line
with the total: "total" filled up to 16, the sum of the pieces and the sum of the amounts.
"""

from random import Random

from hasten.corpus.making import amount, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 9), large=(1100, 1250))

    def price() -> int:
        return (
            random.choice([1, 10, 99, 100, 99999]) if size == "edge" else random.randint(1, 99999)
        )

    def item() -> str:
        cents = price()
        return f"{word(random, 1, 15)} {cents // 100}.{cents % 100:02} {random.randint(1, 500)}"

    return f"{n}\n" + rows(item() for _ in range(n))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="test",
    comparison="exact",
    solutions={
        "manipulators": "a vector of items, and stream manipulators for each column",
        "printf_columns": "scanf and printf with widths",
        "placed_digits": "cents as integers, digits put in their places in a buffer",
    },
)
