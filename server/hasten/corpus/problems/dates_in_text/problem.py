"""Dates in a text.

A text of up to 2000 lines. A date is written "DD.MM.YYYY" with two, two and four digits; before and
after it there is no digit. Print all dates as "YYYY-MM-DD", in the order of the text, one a line,
and at the end how many there are. Days and months need not make sense.
"""

from random import Random

from hasten.corpus.making import amount, row, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    lines = amount(random, size, edge=[1, 2], small=(2, 5), large=(85, 95))

    def token() -> str:
        d, m, y = random.randint(1, 31), random.randint(1, 12), random.randint(1000, 2999)
        if random.random() < 0.25:
            return f"{d:02}.{m:02}.{y}"
        bad = [f"{d}.{m}.{y}.", f"1{d:02}.{m:02}.{y}", f"{d:02}.{m:02}.{y}5", f"{d:02}/{m:02}"]
        return (
            random.choice(bad) if size == "edge" or random.random() < 0.05 else word(random, 1, 8)
        )

    return rows(
        row(token() for _ in range(10)) + random.choice(["", ".", ","]) for _ in range(lines)
    )


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="train",
    solutions={
        "regex": "a regular expression, made anew for each line",
        "find_dots": "looks for dots in each line and checks the digits around them",
        "jump_to_dots": "jumps from dot to dot in one block",
    },
)
