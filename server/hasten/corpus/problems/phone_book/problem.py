"""Phone book.

The first line holds n (1 to 10000), then come n lines: "add NAME NUMBER" (a name gets a number, in
the place of an earlier one), "del NAME" (nothing happens if there is no such name) or "find NAME"
(print its number, or "unknown").
"""

from random import Random

from hasten.corpus.making import amount, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(5, 15), large=(2300, 2600))
    stock = [word(random, 3, 12) for _ in range(max(1, n // 3))]

    def line() -> str:
        name, kind = random.choice(stock), random.random()
        if kind < 0.5:
            return f"add {name} {random.randint(100, 9999999)}"
        return f"del {name}" if kind < 0.6 else f"find {name}"

    return f"{n}\n" + rows(line() for _ in range(n))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="validation",
    solutions={
        "list_of_entries": "a list of entries, searched from the front",
        "tree_map": "a map that is asked twice",
        "hash_of_views": "an unordered_map of views of the input",
    },
)
