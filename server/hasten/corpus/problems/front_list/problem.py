"""A list that grows at the front.

The first line holds n (1 to 20000), then come n lines with commands for a list that is empty at
first: "insert x" puts the integer x (0 to 10^9) at the front, "delete x" removes the first element
from the front that is x (nothing happens if there is none), "deleteFirst" and "deleteLast" remove
the element at the front and at the back (the list is not empty then). Print the elements of the
list at the end from front to back, or "empty".
"""

from random import Random

from hasten.corpus.making import amount, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(4, 12), large=(3600, 4000))
    stock = [random.randint(0, 10**9) for _ in range(max(1, n // 3))]
    there: list[int] = []

    def command() -> str:
        draw, x = random.random(), random.choice(stock)
        if draw < 0.65:
            there.insert(0, x)
            return f"insert {x}"
        if draw < 0.92 or not there:
            if x in there:
                there.remove(x)
            return f"delete {x}"
        del there[0 if draw < 0.96 else -1]
        return "deleteFirst" if draw < 0.96 else "deleteLast"

    return f"{n}\n" + rows(command() for _ in range(n))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="test",
    solutions={
        "vector_front": "a vector, with its front at the beginning",
        "linked_list": "a list, searched from the front",
        "places_of_values": "an array with holes, and for each value a chain of its places",
    },
)
