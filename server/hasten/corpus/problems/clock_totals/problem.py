"""Working times.

Up to 5000 lines "NAME HH:MM:SS HH:MM:SS": somebody came and went on one day (never earlier than
came). Print for each line the name and the time between as HH:MM:SS, and on the last line the sum
of all times, with as many digits for the hours as it takes (at least two).
"""

from random import Random

from hasten.corpus.making import amount, numbers, row, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 8), large=(850, 950))

    def line() -> str:
        top = 1 if size == "edge" else 86399
        times = sorted(numbers(random, 2, 0, top))
        clock = (f"{t // 3600:02}:{t // 60 % 60:02}:{t % 60:02}" for t in times)
        return row([word(random, 2, 9), *clock])

    return rows(line() for _ in range(n))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="train",
    solutions={
        "stringstream": "splits with stringstreams, pads with ifs",
        "scanf_clock": "scanf and printf with widths",
        "fixed_width": "digits at known places, one buffer for the output",
    },
)
