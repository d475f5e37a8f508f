"""Many small questions.

The first line holds t (1 to 500 questions). Each question is a line with n (1 to 50) and a line
with n integers from 0 to 200000. For each question print the smallest integer from 0 on that is not
among them, and the value that occurs most often (the smallest of several), on one line.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    t = amount(random, size, edge=[1, 2], small=(2, 4), large=(75, 85))

    def question() -> str:
        n = random.choice([1, 2, 3]) if size == "edge" else random.randint(5, 50)
        top = random.choice([2, 200000]) if size == "edge" else n if size == "small" else 40
        values = numbers(random, n, 0, top)
        if random.random() < 0.3:
            values[0] = 200000
        return f"{n}\n{row(values)}\n"

    return f"{t}\n" + "".join(question() for _ in range(t))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="miscellaneous",
    split="train",
    solutions={
        "big_vector_each_time": "a vector for all values there may be, for each question",
        "map_of_counts": "a map of the values that are there",
        "clear_what_was_used": "one table, of which only the used entries are cleared",
    },
)
