"""A calendar of birthdays.

The first line holds n and q (1 to 5000 people, 1 to 5000 questions). Then come n lines with a name
(1 to 12 lower-case letters) and a birthday like 03-17 (month and day), and q lines with a day in
the same form. For each question print the names of those who have their birthday on that day, in
the order of the list, or "nobody".
"""

from random import Random

from hasten.corpus.making import amount, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 9), large=(900, 1000))
    q = amount(random, size, edge=[1, 2], small=(3, 9), large=(600, 700))
    months = 1 if size == "edge" else 12

    def day() -> str:
        return f"{random.randint(1, months):02}-{random.randint(1, 2 if months == 1 else 28):02}"

    people = rows(f"{word(random, 1, 12)} {day()}" for _ in range(n))
    return f"{n} {q}\n{people}{rows(day() for _ in range(q))}"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="train",
    solutions={
        "all_people": "looks through all people for each question",
        "map_of_days": "a map from days to names",
        "answers_by_day": "the answer for each day as one text, in an array",
    },
)
