"""The longest series.

The first line holds n (1 to 20000), the second n integers from 0 to 10^9. A series is x, x + 1, x +
2 and so on; all its numbers must be among the given ones, at whatever places. Print the length of
the longest series and its first number (the smallest of several).
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(4, 12), large=(1300, 1500))
    values = numbers(random, n, 0, 2 if size == "edge" else random.choice([n, n * n]))
    first = random.randint(0, 10**9 - n)
    for place in random.sample(range(n), n // 3):
        values[place] = first + place % (1 + n // 9)
    return f"{n}\n{row(values)}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="train",
    solutions={
        "find_each_next": "looks for each next number in the vector",
        "set_walk": "walks through a set",
        "sorted_array": "sorts an array that was read with scanf",
    },
)
