"""Circles of friends.

The first line holds n (1 to 2000 people, numbered from 1) and m (1 to 4000 lines). Each line is "+
a b" (a and b become friends) or "? a b" (print "yes" if a and b are linked by friends of friends,
else "no"). At the end print the number of circles.
"""

from random import Random

from hasten.corpus.making import amount, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(4, 9), large=(420, 460))
    m = amount(random, size, edge=[1, 2], small=(5, 15), large=(850, 900))
    lines = (
        f"{random.choices('+?', [4, 6])[0]} {random.randint(1, n)} {random.randint(1, n)}"
        for _ in range(m)
    )
    return f"{n} {m}\n{rows(lines)}"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="train",
    solutions={
        "search_each_time": "walks through the lists of friends for each question",
        "relabel": "gives each circle a label and relabels one of two that meet",
        "union_find": "a forest with path halving",
    },
)
