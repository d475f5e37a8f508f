"""An order of courses.

The first line holds n and m (1 to 1000 courses, 0 to 5000 conditions). Then come m lines with two
different courses a and b (from 1 to n): a has to be taken before b. An order is always possible.
Print one, any that keeps all conditions, on one line.
"""

from random import Random

from hasten.corpus.making import amount, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(4, 9), large=(230, 260))
    m = amount(random, size, edge=[0, 1], small=(3, 12), large=(900, 1000)) if n > 1 else 0
    order = random.sample(range(1, n + 1), n)
    pairs = (sorted(random.sample(range(n), 2)) for _ in range(m))
    return f"{n} {m}\n" + rows(f"{order[i]} {order[j]}" for i, j in pairs)


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="validation",
    solutions={
        "look_for_free": "looks through all conditions for a course that is free",
        "matrix_search": "depth-first search in a matrix of conditions",
        "counting": "counts open conditions and keeps a queue of free courses",
    },
)
