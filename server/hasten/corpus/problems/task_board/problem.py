"""The most urgent task.

The first line holds n (1 to 10000), then come n lines: "add P NAME" (a task with priority P from 1
to 10^6) or "next" (print and remove the task with the largest P, the earliest added of several;
print "idle" if there is none).
"""

from random import Random

from hasten.corpus.making import amount, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(5, 15), large=(900, 1000))
    high = 2 if size == "edge" else 10**6

    def line() -> str:
        if random.random() < 0.35:
            return "next"
        return f"add {random.randint(1, high)} {word(random, 2, 10)}"

    return f"{n}\n" + rows(line() for _ in range(n))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="train",
    solutions={
        "sort_each_time": "sorts the vector before each answer",
        "find_largest": "looks for the largest and closes the gap with the last",
        "heap": "a heap of numbers; names stay where they were read",
    },
)
