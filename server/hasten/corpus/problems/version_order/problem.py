"""The newest version.

The first line holds n (1 to 3000), then come n versions like 2.10.3, one a line: one to four parts,
integers from 0 to 9999 without leading zeros; a missing part is 0. Print the newest version as it
was given first (2.1 and 2.1.0 are equally new), and how many versions are as new as it.
"""

from random import Random

from hasten.corpus.making import amount, numbers, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(3, 9), large=(900, 1000))
    high = 1 if size == "edge" else 3 if size == "small" else 60

    def version() -> str:
        parts = numbers(random, random.randint(1, 4), 0, high)
        return ".".join(map(str, parts))

    return f"{n}\n" + rows(version() for _ in range(n))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="miscellaneous",
    split="train",
    solutions={
        "split_each_time": "splits both versions into vectors of strings for each comparison",
        "arrays_of_parts": "reads each version into an array once",
        "one_number": "packs the parts of a version into one number",
    },
)
