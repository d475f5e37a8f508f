"""Log of a robot.

The first line holds n (1 to 20000), then come n commands for a robot, one a line: "forward D" (D
from 1 to 1000), "left", "right" or "where". It begins at 0, 0 and looks north. For each "where"
print its position and the direction that it looks in, like "(3, -7) north". At the end print the
number of its moves and the distance that it has covered.
"""

from random import Random

from hasten.corpus.making import amount, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(4, 15), large=(3800, 4200))

    def command() -> str:
        draw = random.random()
        if draw < 0.35:
            return f"forward {random.randint(1, 1000)}"
        return "where" if draw < 0.7 else random.choice(["left", "right"])

    return f"{n}\n" + rows(command() for _ in range(n))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="train",
    comparison="exact",
    solutions={
        "strings": "directions as strings, cin and endl",
        "turned_vector": "a vector that is turned, scanf and printf",
        "one_buffer": "the first letters of the commands in one buffer, and texts in another",
    },
)
