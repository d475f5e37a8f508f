"""The busiest day.

The first line holds d and n (1 to 20000 days, 1 to 5000 bookings), then come n lines with the first
and the last day of a booking (1 <= first <= last <= d). Print the largest number of bookings on one
day, the first day that has so many, and the number of days without a booking.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    d = amount(random, size, edge=[1, 2], small=(4, 15), large=(14000, 16000))
    n = amount(random, size, edge=[1, 2], small=(2, 8), large=(700, 800))
    spans = (sorted(numbers(random, 2, 1, d)) for _ in range(n))
    return f"{d} {n}\n{rows(map(row, spans))}"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="train",
    solutions={
        "ask_every_booking": "asks every booking on every day",
        "mark_days": "marks the days of each booking",
        "differences": "notes where bookings begin and end, then adds up once",
    },
)
