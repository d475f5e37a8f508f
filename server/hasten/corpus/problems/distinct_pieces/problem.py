"""Pieces of a strand.

The first line holds k (1 to 15), the second a strand of k to 20000 letters a, c, g and t. Look at
all pieces of k successive letters. Print how many different ones there are, and on a second line
the most frequent one (the first in the alphabet of several) and how often it occurs.
"""

from random import Random

from hasten.corpus.making import amount, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    k = amount(random, size, edge=[1, 2], small=(2, 5), large=(5, 15))
    n = amount(random, size, edge=[k, k + 1], small=(10, 60), large=(9000, 11000))
    genes = [word(random, 1, 20, "acgt") for _ in range(12)]
    parts: list[str] = []
    while sum(map(len, parts)) < n:
        parts.append(random.choice(genes) if random.random() < 0.7 else word(random, 1, 15, "acgt"))
    return f"{k}\n{''.join(parts)[:n]}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="test",
    solutions={
        "map_of_strings": "a map of substrings, searched three times for each piece",
        "hash_of_strings": "a hash table of substrings",
        "sorted_codes": "two bits a letter, sorted as numbers",
    },
)
