"""Goods in shops.

The first line holds n (1 to 10000), then come n lines "SHOP ITEM AMOUNT": so much of an item comes
into a shop, or is sold if the amount is negative (-1000 to 1000, never 0). Print for each shop, in
the order of the alphabet, its name, the number of items whose stock is not zero, and the total of
its stock.
"""

from random import Random

from hasten.corpus.making import amount, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(4, 12), large=(2000, 2300))
    shops = [word(random, 3, 9) for _ in range(2 if size != "large" else 45)]
    items = [word(random, 3, 12) for _ in range(3 if size != "large" else 40)]
    reach = 1 if size == "edge" else 1000

    def line() -> str:
        change = random.choice([-1, 1]) * random.randint(1, reach)
        return f"{random.choice(shops)} {random.choice(items)} {change}"

    return f"{n}\n" + rows(line() for _ in range(n))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="train",
    solutions={
        "vectors_of_structs": "vectors of structures, searched by name and copied",
        "map_of_maps": "a map of maps",
        "numbered_names": "names become numbers by a hash of views; counts are kept up to date",
    },
)
