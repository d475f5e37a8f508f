"""Fields on a walk.

One line of up to 20000 letters N, E, S and W: steps from field to field on an endless board. Print
how many different fields the walk touches (the start as well), and how many of them it touches at
least three times.
"""

from random import Random

from hasten.corpus.making import amount, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 4], small=(5, 20), large=(4000, 4400))
    letters = random.choice(["NS", "N"]) if size == "edge" else "NESW"
    return word(random, n, n, letters) + "\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="train",
    solutions={
        "vector_of_fields": "a vector of fields with counters, searched for each step",
        "map_of_pairs": "a map of pairs",
        "hash_of_numbers": "fields packed into numbers, in a table with open addressing",
    },
)
