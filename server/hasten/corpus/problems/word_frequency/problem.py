"""Frequent words.

A text of words of lower-case letters, separated by blanks and line ends, up to 20000 of them. Print
every word that occurs at least twice, with the number of its occurrences, one a line: the most
frequent first, words of equal frequency in the order of the alphabet.
"""

from random import Random

from hasten.corpus.making import amount, row, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(5, 20), large=(5000, 6000))
    stock = [word(random, 1, 9) for _ in range(max(1, n // 6))]
    return rows(row(random.choices(stock, k=10)) for _ in range(n // 10 + 1))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="train",
    solutions={
        "vector_of_pairs": "looks through a vector of counters for each word",
        "tree_map": "counts in a map, then sorts pairs",
        "hash_map": "counts in an unordered_map, sorts pointers, prints without flushing",
    },
)
