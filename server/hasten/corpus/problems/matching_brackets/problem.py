"""Matching brackets.

The first line holds n (1 to 200), then come n lines of 1 to 5000 brackets of the kinds (), [] and
{}. For each line print "ok" if every bracket is closed by one of its kind in the right order, else
the number of brackets that are left when neighbouring pairs that match are removed again and again.
"""

from random import Random

from hasten.corpus.making import amount, rows, word
from hasten.corpus.problem import Size, problem


def nested(random: Random, length: int) -> str:
    """A line of brackets that match."""
    text, open_ones = "", ""
    while len(text) + len(open_ones) < length:
        if open_ones and random.random() < 0.45:
            text, open_ones = text + open_ones[-1], open_ones[:-1]
        else:
            kind = random.choice(["()", "[]", "{}"])
            text, open_ones = text + kind[0], open_ones + kind[1]
    return text + open_ones[::-1]


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(2, 6), large=(18, 22))
    length = amount(random, size, edge=[1, 2], small=(3, 12), large=(700, 900))

    def line() -> str:
        if size == "edge" or random.random() < 0.3:
            return word(random, 1, length, "()[]{}")
        return nested(random, length)

    return f"{n}\n" + rows(line() for _ in range(n))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="train",
    solutions={
        "remove_pairs": "removes pairs from the string until nothing changes",
        "std_stack": "a stack of open brackets",
        "flat_stack": "an array as the stack, a table of partners",
    },
)
