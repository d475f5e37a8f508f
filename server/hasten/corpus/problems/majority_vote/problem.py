"""The vote of most.

The first line holds n (1 to 20000), the second n votes, integers from 1 to 10^9. Print the vote
that more than half of all have given and how many they are; if there is none, print "none" and the
number of different votes.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(4, 12), large=(2600, 3000))
    stock = numbers(random, max(1, n // 4), 1, 10**9)
    share = random.choice([0.3, 0.6])
    votes = [stock[0] if random.random() < share else random.choice(stock) for _ in range(n)]
    return f"{n}\n{row(votes)}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="train",
    solutions={
        "count_each": "counts each vote in the whole vector",
        "tree_map": "a map of counters",
        "candidate_first": "finds the one candidate there can be; a hash table only if it fails",
    },
)
