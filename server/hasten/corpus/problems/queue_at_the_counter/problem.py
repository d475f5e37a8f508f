"""Queue at the counter.

The first line holds n (1 to 20000), then come n lines: "in NAME" (somebody joins the queue), "out"
(the first one is served: print the name, or "nobody" if the queue is empty) or "len" (print how
many wait).
"""

from random import Random

from hasten.corpus.making import amount, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(5, 20), large=(9000, 10000))
    weights = [1, 1, 1] if size == "edge" else [6, 2, 1]
    kinds = random.choices(["in", "out", "len"], weights, k=n)
    lines = (f"in {word(random, 3, 12)}" if kind == "in" else kind for kind in kinds)
    return f"{n}\n{rows(lines)}"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="train",
    solutions={
        "erase_begin": "a vector whose first element is erased",
        "std_queue": "a std::queue",
        "views": "the input is read once; the queue holds views of it",
    },
)
