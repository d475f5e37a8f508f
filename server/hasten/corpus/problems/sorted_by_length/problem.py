"""Words by length.

The first line holds n (1 to 5000), then come n words of 1 to 40 letters, one a line. Print them
from short to long, words of one length in the order of the input, one a line.
"""

from random import Random

from hasten.corpus.making import amount, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(4, 12), large=(750, 850))
    high = 2 if size == "edge" else 40
    return f"{n}\n" + rows(word(random, 1, high) for _ in range(n))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="miscellaneous",
    split="train",
    solutions={
        "bubble_by_value": "bubble sort with a comparison of copies",
        "pairs": "sorts pairs of length and number",
        "buckets": "counts lengths and copies each word to its place",
    },
)
