"""Recently used pages.

The first line holds the size c of a cache and n (1 to 1000 and 1 to 20000), the second the numbers
of n pages that are asked for one after the other (1 to 10^6). A page that is not in the cache is
put there; if there is no room, the page goes that has not been asked for the longest time. Print
how often a page was in the cache, and the sum of the numbers of the pages in it at the end.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    c = amount(random, size, edge=[1, 2], small=(2, 4), large=(230, 260))
    n = amount(random, size, edge=[1, 4], small=(6, 20), large=(2700, 3000))
    stock = numbers(random, 2 * c, 1, 10**6)
    return f"{c} {n}\n{row(random.choices(stock, k=n))}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="train",
    solutions={
        "vector_by_age": "a vector by age; pages are erased and put at its end",
        "list_and_map": "a list by age and a map of its places",
        "links_in_arrays": "links in arrays, and a table by page number",
    },
)
