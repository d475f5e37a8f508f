"""Steps of insertion sort.

The first line holds n (1 to 200), the second n integers from 0 to 1000. Insertion sort takes the
second, the third, ... the last number in turn and puts it in its place among those before it. Print
all numbers as they are at first, and again after each of the n - 1 steps, each time on one line.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(4, 9), large=(125, 145))
    return f"{n}\n{row(numbers(random, n, 0, 2 if size == 'edge' else 1000))}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="test",
    comparison="exact",
    solutions={
        "trace_function": "a function that prints a copy of the vector with cout",
        "joined_strings": "one string for each line",
        "moved_texts": "moves texts of the numbers in the line that is printed",
    },
)
