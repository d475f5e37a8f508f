"""The cheapest flights.

The first line holds n and m (1 to 1000 cities, 0 to 10000 flights), then come m lines a b p: there
is a flight from city a to city b (from 1 to n) for the price p (1 to 10000). For the cities from 1
to n print the least price for which one gets there from city 1, or "none", one a line.
"""

from random import Random

from hasten.corpus.making import amount, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(4, 9), large=(330, 370))
    m = amount(random, size, edge=[0, 1, 2], small=(3, 20), large=(2400, 2700))

    def flight() -> str:
        return f"{random.randint(1, n)} {random.randint(1, n)} {random.randint(1, 10000)}"

    return f"{n} {m}\n" + rows(flight() for _ in range(m))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="test",
    solutions={
        "all_rounds": "looks at all flights once for each city",
        "heap": "a priority queue and vectors of flights",
        "heap_in_arrays": "flights sorted by city in arrays, and packed entries in the heap",
    },
)
