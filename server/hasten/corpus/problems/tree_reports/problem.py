"""Reports on a tree.

The first line holds n (1 to 20000 nodes, numbered from 0), the second for each node the number of
its parent, -1 for the root. For each node print a line like "node 3: parent = 1, depth = 2,
children = 0, leaf". The root has depth 0; the last word is "root" for the root, "leaf" for another
node without children, "internal" for all others.
"""

from random import Random

from hasten.corpus.making import amount, row
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 9), large=(2300, 2600))
    names = random.sample(range(n), n)
    near = random.choice([2, 40, n])
    parents = [-1] * n
    for place in range(1, n):
        parents[names[place]] = names[random.randint(max(0, place - near), place - 1)]
    return f"{n}\n{row(parents)}\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="test",
    comparison="exact",
    solutions={
        "list_of_children": "looks through all nodes for children, and climbs to the root",
        "recursive_depths": "lists of children, depths by recursion",
        "counted_children": "counts children, and remembers depths on the way up",
    },
)
