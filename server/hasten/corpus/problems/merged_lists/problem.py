"""Lists become one.

The first line holds k (1 to 20 lists). Each list is a line with its length (0 to 2000) and a line
with so many rising integers from 0 to 10^9. Print all numbers in rising order, one a line, and
after each the number of the list (from 1) it comes from; of equal numbers the one from the earlier
list comes first.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    k = amount(random, size, edge=[1, 2], small=(2, 4), large=(9, 11))

    def one_list() -> str:
        n = amount(random, size, edge=[0, 1, 2], small=(1, 5), large=(260, 300))
        return f"{n}\n{row(sorted(numbers(random, n, 0, 2 if size == 'edge' else 10**9)))}\n"

    return f"{k}\n" + "".join(one_list() for _ in range(k))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="train",
    solutions={
        "smallest_front": "looks for the smallest front, erases it, flushes each line",
        "sort_pairs": "sorts pairs of number and list",
        "merge_texts": "merges two and two, and copies the digits as they were read",
    },
)
