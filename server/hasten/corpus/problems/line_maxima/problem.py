"""The largest number of each line.

Up to 5000 lines, each with one to thirty integers between -10^6 and 10^6, blanks between them. For
each line print the largest of its numbers and their sum.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    lines = amount(random, size, edge=[1, 2], small=(2, 8), large=(800, 900))
    longest = 1 if size == "edge" else 12
    reach = random.choice([1, 10**6]) if size == "edge" else 10**6
    return rows(
        row(numbers(random, random.randint(1, longest), -reach, reach)) for _ in range(lines)
    )


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="test",
    solutions={
        "streams_of_lines": "a string stream and a vector for each line",
        "strtol": "getline, then strtol along the line",
        "one_text": "one pass over the whole input",
    },
)
