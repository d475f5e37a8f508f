"""First days of months.

The first line holds q (1 to 1000), then come q lines with integers w, a and b: a day of the week (0
for Sunday to 6 for Saturday) and two years (1900 <= a <= b <= 2500). For each line print how many
months of the years a to b begin with this day. The first of January 1900 was a Monday. Years that
are divisible by 4 are leap years, but those divisible by 100 are so only if 400 divides them.
"""

from random import Random

from hasten.corpus.making import amount, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    q = amount(random, size, edge=[1, 2], small=(2, 6), large=(9, 11))
    last = {"edge": 1901, "small": 1960, "large": 2500}[size]

    def line() -> str:
        first, end = sorted((random.randint(1900, last), random.randint(1900, last)))
        return f"{random.randint(0, 6)} {first} {end}"

    return f"{q}\n" + rows(line() for _ in range(q))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="miscellaneous",
    split="test",
    solutions={
        "day_by_day": "goes through the calendar day by day for each question",
        "month_by_month": "goes from month to month by remainders",
        "counts_of_years": "counts for all years, made once",
    },
)
