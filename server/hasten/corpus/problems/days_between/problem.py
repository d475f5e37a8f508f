"""Days between dates.

The first line holds n (1 to 200), then come n lines of two dates "YYYY-MM-DD" (years 1 to 9999 of
the Gregorian calendar), the first not later than the second. For each print the number of days
between them.
"""

from random import Random

from hasten.corpus.making import amount, row, rows
from hasten.corpus.problem import Size, problem

DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def date(random: Random, low: int, high: int) -> tuple[int, int, int]:
    """A day in a year from `low` to `high`."""
    year, month = random.randint(low, high), random.randint(1, 12)
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    last = DAYS[month - 1] + (1 if leap and month == 2 else 0)
    return year, month, random.choice([1, last, random.randint(1, last)])


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 8), large=(7, 8))
    low, high = (1999, 2001) if size == "edge" else (1890, 2030) if size == "small" else (1, 1500)
    pairs = (sorted(date(random, low, high) for _ in range(2)) for _ in range(n))
    return f"{n}\n" + rows(row(f"{y:04}-{m:02}-{d:02}" for y, m, d in pair) for pair in pairs)


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="miscellaneous",
    split="train",
    solutions={
        "day_by_day": "goes from day to day",
        "year_by_year": "adds up whole years, then months",
        "formula": "a formula for the number of a day",
    },
)
