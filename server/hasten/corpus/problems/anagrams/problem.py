"""Words of the same letters.

The first line holds n (1 to 5000), then come n words of 1 to 12 lower-case letters, one a line.
Words that have the same letters in another order belong together. Print the number of groups, the
size of the largest group, and the first word that belongs to it (of several largest groups the one
whose first word comes first).
"""

from random import Random

from hasten.corpus.making import amount, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(4, 12), large=(1000, 1150))
    letters = "ab" if size == "edge" else "abc" if size == "small" else "abcdefgh"
    low, high = (1, 3) if size != "large" else (4, 6)
    return f"{n}\n" + rows(word(random, low, high, letters) for _ in range(n))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="train",
    solutions={
        "compare_all": "sorts copies of both words for each comparison",
        "map_of_vectors": "a map from sorted letters to the words of the group",
        "letter_counts": "packs the counts of letters into a number, and hashes that",
    },
)
