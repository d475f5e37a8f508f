"""Degrees Fahrenheit.

The first line holds n (1 to 20000), then come n lines with a temperature in degrees Celsius (-90.0
to 60.0, with one decimal). For each print the temperature in degrees Fahrenheit (C * 1.8 + 32) with
two decimals, and on a last line the mean of them, also with two decimals.
"""

from random import Random

from hasten.corpus.making import amount, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 10), large=(2400, 2700))
    low, high = (-3, 3) if size == "edge" else (-900, 600)
    return f"{n}\n" + rows(f"{random.randint(low, high) / 10:.1f}" for _ in range(n))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="test",
    comparison="float",
    tolerance=6e-3,
    solutions={
        "setprecision": "cin and cout with setprecision for each number",
        "stdio": "scanf and printf",
        "hundredths": "integers of tenths and hundredths, read and written by hand",
    },
)
