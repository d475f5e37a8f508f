"""Names of new users.

The first line holds n (1 to 20000), then come n names of 1 to 20 lower-case letters, one a line:
people who want to register. If the name is still free, print "OK" and register it. Otherwise print
the name with the smallest number from 1 on behind it that gives a free name, and register this one.
"""

from random import Random

from hasten.corpus.making import amount, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(4, 12), large=(750, 850))
    stock = [word(random, 1, 14) for _ in range(1 + n // 9)]
    return f"{n}\n" + rows(random.choice(stock) for _ in range(n))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="test",
    solutions={
        "find_in_vector": "looks for each possible name in a vector",
        "set_of_names": "looks for each possible name in a set",
        "next_numbers": "a hash table with the next number for each name",
    },
)
