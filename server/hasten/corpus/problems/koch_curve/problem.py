"""A snowflake curve.

One line with an integer n (0 to 7) and four integers x1, y1, x2 and y2 (-1000 to 1000, two
different points). The curve of order 0 is the segment from the first to the second point. The
middle third of each segment is replaced by two sides of an equilateral triangle to its left for the
next order. Print all points of the curve of order n from the first to the second one, x and y with
six decimals, one a line.
"""

from random import Random

from hasten.corpus.making import numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = {"edge": random.randint(0, 1), "small": random.randint(1, 3), "large": 5}[size]
    x1, y1, x2, y2 = numbers(random, 4, -1000, 1000)
    return row([n, x1, y1, x2 if (x1, y1) != (x2, y2) else x2 + 1, y2]) + "\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="test",
    comparison="float",
    tolerance=2e-6,
    solutions={
        "turned_points": "recursion with sine and cosine, cout and setprecision for each point",
        "printf": "recursion with constants, and printf",
        "millionths": "writes the millionths of each coordinate as an integer",
    },
)
