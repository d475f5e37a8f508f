"""Digits of a clock.

The first line holds q (1 to 200). Each of the q lines that follow holds two times of a day, like
09:15:00 23:59:07, the second one not before the first, and an integer s from 0 to 40. For each line
print how many times the digital clock shows, from the first to the second time (both included), of
which the six digits add up to s.
"""

from random import Random

from hasten.corpus.making import amount, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    q = amount(random, size, edge=[1], small=(2, 4), large=(4, 5))
    longest = {"edge": 1, "small": 500, "large": 70000}[size]

    def text(time: int) -> str:
        return f"{time // 3600:02}:{time // 60 % 60:02}:{time % 60:02}"

    def line() -> str:
        first = random.randint(0, 86399 - longest)
        last = first + random.randint(longest // 3, longest)
        return f"{text(first)} {text(last)} {random.randint(0, 40)}"

    return f"{q}\n" + rows(line() for _ in range(q))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="miscellaneous",
    split="test",
    solutions={
        "ticking_strings": "lets the clock tick, and adds up the characters of the shown text",
        "ticking_numbers": "goes from second to second with divisions",
        "counted_hours": "tables of digit sums of minutes and hours, and differences",
    },
)
